/** Entities of the log: the source, and the target with a third of its rows. */
export const entities = ["post", "product"] as const;
export type Entity = (typeof entities)[number];

/** Rows of the target, `product`, among all. */
export const targetShare = 0.25;

/** Positives among the rows of each entity, about. */
export const entityPositiveRate = 0.1;

/** Users of the log; all of them meet both entities. */
export const entityUsers = 20_000;

/** V of the topics, of items and in histories. */
export const entityTopics = 24;

/** Exponent of the Zipf law of the topics. */
export const entityTopicExponent = 0.7;

/** What a feature was planted as. */
export type PlantedRole =
  /** Every entity has it. */
  | "shared"
  /** One entity has it, and it changes the label. */
  | "entity-specific-useful"
  /** One entity has it, and it has nothing to do with the label; its values are distributed like those of a useful one. */
  | "entity-specific-useless";

export interface EntityFeature {
  readonly name: string;
  readonly planted: PlantedRole;
  readonly role: "user" | "entity-shared" | `entity-specific:${Entity}`;
  readonly form: "user-id" | "topic" | "history" | "categorical" | "numerical";
  /** Whose items a history lists; null for everything else. */
  readonly history: Entity | null;
  /** V of a category; 0 for the other forms. */
  readonly values: number;
  /** Standard deviation of what the feature adds to the logit. */
  readonly effect: number;
}

type Form = EntityFeature["form"];

const shared = (name: string, role: "user" | "entity-shared", form: Form, values = 0, effect = 0): EntityFeature => ({
  name,
  planted: "shared",
  role,
  form,
  history: null,
  values,
  effect,
});

const historyOf = (entity: Entity): EntityFeature => ({
  ...shared(`${entity}_history`, "user", "history"),
  history: entity,
});

const usefulEffect = 0.5;

/** A useful and a useless feature of the same form; without `values` both are numbers. */
const pair = (entity: Entity, [useful, useless]: readonly [string, string], values = 0): EntityFeature[] =>
  [useful, useless].map((name) => ({
    name: `${entity}_${name}`,
    planted: name === useful ? "entity-specific-useful" : "entity-specific-useless",
    role: `entity-specific:${entity}`,
    form: values === 0 ? "numerical" : "categorical",
    history: null,
    values,
    effect: name === useful ? usefulEffect : 0,
  }));

/** The features of a log of two entities that share a feed but not a feature schema (MKT, section 3). */
export const entityFeatures: readonly EntityFeature[] = [
  shared("user_id", "user", "user-id"),
  shared("user_age", "user", "categorical", 9, 0.2),
  shared("user_city", "user", "categorical", 60, 0.2),
  shared("user_tenure", "user", "numerical", 0, 0.15),
  ...entities.map(historyOf),
  shared("topic", "entity-shared", "topic"),
  shared("author", "entity-shared", "categorical", 2000, 0.25),
  shared("hour", "entity-shared", "categorical", 24, 0.2),
  shared("freshness", "entity-shared", "numerical", 0, 0.2),
  ...pair("post", ["outlet", "template"], 400),
  ...pair("post", ["format", "theme"], 60),
  ...pair("post", ["tone", "licence"], 12),
  ...pair("post", ["length", "file_size"]),
  // A third of the outlets: with as many rows for a value, so that labels can be learnt by heart no more easily than of the posts.
  ...pair("product", ["brand", "warehouse"], 132),
  ...pair("product", ["category", "packaging"], 60),
  ...pair("product", ["discount", "tax_class"], 12),
  ...pair("product", ["price", "weight"]),
];
