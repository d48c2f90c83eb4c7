/** What a feature was planted as: how its distribution and its effect on the label depend on the domain. */
export type PlantedKind =
  /** Distribution and effect differ between domains: what an audit should find. */
  | "sensitive"
  /** The distribution differs, the effect is none. */
  | "decoy-distribution"
  /** The distribution is the same, the effect differs. */
  | "decoy-effect"
  /** The same distribution and the same effect, or none, in every domain. */
  | "neutral";

export interface PlantedFeature {
  readonly name: string;
  readonly planted: PlantedKind;
  readonly form: "categorical" | "numerical" | "sequence";
  /** V of a category or of the elements of a sequence. */
  readonly values: number;
  /** Share of a domain's draws that come from its own distribution. */
  readonly shift: number;
  /** Standard deviation of what the feature adds to the logit. */
  readonly effect: number;
}

const feature = (
  name: string,
  planted: PlantedKind,
  form: PlantedFeature["form"],
  values: number,
  shift: number,
  effect: number,
): PlantedFeature => ({ name, planted, form, values, shift, effect });

/**
 * The features of a log in the shape of Ali-CCP (DSFM, section 5.1): 19 categorical ones with Zipf values, and numeric and sequence
 * features besides. Decoys by distribution differ less than the sensitive features: what differs more is, by DS, more sensitive, whatever
 * its effect.
 */
export const aliccpFeatures: readonly PlantedFeature[] = [
  feature("item_category", "sensitive", "categorical", 200, 0.6, 0.5),
  feature("item_brand", "sensitive", "categorical", 2000, 0.6, 0.45),
  feature("user_city", "sensitive", "categorical", 60, 0.55, 0.45),
  feature("shop_id", "sensitive", "categorical", 5000, 0.6, 0.4),
  feature("price_level", "sensitive", "categorical", 24, 0.9, 0.5),
  feature("device_model", "decoy-distribution", "categorical", 80, 0.12, 0),
  feature("app_version", "decoy-distribution", "categorical", 30, 0.12, 0),
  feature("query_intent", "decoy-effect", "categorical", 40, 0, 0.5),
  feature("user_age", "decoy-effect", "categorical", 9, 0, 0.5),
  feature("user_gender", "decoy-effect", "categorical", 3, 0, 0.4),
  feature("hour", "neutral", "categorical", 24, 0, 0.4),
  feature("weekday", "neutral", "categorical", 7, 0, 0.2),
  feature("occupation", "neutral", "categorical", 15, 0, 0.3),
  feature("membership", "neutral", "categorical", 5, 0, 0.3),
  feature("position", "neutral", "categorical", 20, 0, 0.5),
  feature("campaign", "neutral", "categorical", 300, 0, 0.3),
  feature("creative_id", "neutral", "categorical", 3000, 0, 0.2),
  feature("session_id", "neutral", "categorical", 100_000, 0, 0),
  feature("item_id", "neutral", "categorical", 20_000, 0, 0.3),
  feature("price", "sensitive", "numerical", 0, 0.6, 0.4),
  feature("item_age_days", "sensitive", "numerical", 0, 0.5, 0.35),
  feature("latency_ms", "decoy-distribution", "numerical", 0, 0.15, 0),
  feature("user_ctr", "decoy-effect", "numerical", 0, 0, 0.4),
  feature("scroll_depth", "neutral", "numerical", 0, 0, 0.3),
  feature("click_history", "sensitive", "sequence", 300, 0.6, 0.5),
  feature("page_history", "decoy-distribution", "sequence", 100, 0.12, 0),
  feature("search_history", "neutral", "sequence", 400, 0, 0.3),
];

/** Domains of the same log: two large ones and a tail (61, 38 and 1 % of the rows), and the share of positives in each: 4 % of all. */
export const aliccpDomains = [
  { name: "recommend", share: 0.61, positiveRate: 0.032 },
  { name: "search", share: 0.38, positiveRate: 0.05 },
  { name: "channel", share: 0.01, positiveRate: 0.08 },
] as const;
