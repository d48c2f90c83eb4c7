import type { Block, Section, Text } from "../blocks.ts";
import type { Results } from "../results.ts";

interface Definition {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
}

/** Formula and unit of every number of the report. */
export function definitionsSection(results: Results): Section {
  return {
    id: "definitions",
    title: "Definitions",
    blocks: [
      {
        kind: "paragraph",
        text:
          "Domains are k = 1 … K, rows are b, features are f. Equation numbers are those of the paper on domain-sensitive " +
          "feature attribution (DSFM). Distributions, DS and dependence are over the attributed training rows.",
      },
      { kind: "heading", text: "Dataset" },
      list(datasetDefinitions),
      { kind: "heading", text: "Base model and attributions" },
      list([...modelDefinitions, ...attributionDefinitions(results)]),
      { kind: "heading", text: "Domain sensitivity" },
      list([...massDefinitions, ...distanceDefinitions(results), ...scoreDefinitions, ...decisionDefinitions(results)]),
      ...(results.importance === undefined ? [] : importanceBlocks),
    ],
  };
}

function list(definitions: readonly Definition[]): { readonly kind: "list"; readonly items: readonly Text[] } {
  return {
    kind: "list",
    items: definitions.map(({ name, unit, meaning }) => [{ strong: name }, ` (${unit}): ${meaning}`]),
  };
}

const datasetDefinitions: readonly Definition[] = [
  { name: "Samples", unit: "rows", meaning: "rows kept, of all splits." },
  { name: "Share", unit: "% of rows", meaning: "rows of the domain / rows kept." },
  { name: "Positive rate", unit: "% of rows", meaning: "rows with label 1 / rows." },
  { name: "Users, items", unit: "count", meaning: "distinct non-null values of the declared column." },
  {
    name: "Overlap",
    unit: "count or %",
    meaning: "users (items) in both domains; as a share, |Uₖ ∩ Uₗ| / |Uₖ|, k the row.",
  },
  { name: "Read, kept, invalid, excluded", unit: "rows", meaning: "read = kept + invalid + excluded." },
  { name: "Nulls", unit: "% of rows", meaning: "rows whose value is null or, for a sequence, empty / rows." },
  { name: "Distinct", unit: "count", meaning: "distinct non-null values, elements for a sequence." },
  {
    name: "Ids",
    unit: "count",
    meaning:
      "vocabulary or support of the feature, with the ids of null and, for categories, of unknown and rare values.",
  },
  {
    name: "Rare, unknown",
    unit: "elements",
    meaning: "training elements whose value was too rare for an id; valid and test elements that training never saw.",
  },
  {
    name: "Max error",
    unit: "unit of the values",
    meaning: "largest distance of a number to the support point that stands for it; 0 when every value is a point.",
  },
];

const modelDefinitions: readonly Definition[] = [
  {
    name: "AUC",
    unit: "0 to 1",
    meaning: "probability that a positive row scores above a negative one, ties half. None when there is one class.",
  },
  { name: "Log loss", unit: "nats a row", meaning: "−mean(y ln p + (1 − y) ln(1 − p))." },
];

function attributionDefinitions({ attribution }: Results): Definition[] {
  const { target, quadrature, effect, steps } = attribution;
  const F = target === "probability" ? "F = sigmoid(logit)" : "F = logit";
  const weights = { abs: "w = |a|", positive: "w = max(a, 0)", none: "w = 1, the plain distribution" };
  return [
    {
      name: "Attribution a",
      unit: target,
      meaning:
        `integrated gradients (Eq. 4, 5): Σ over the dims of the feature's embedding e of eᵢ ∫₀¹ ∂F(t e)/∂eᵢ dt, from the zero ` +
        `embedding; ${F}; the integral by ${quadrature} with ${steps.used} steps.`,
    },
    {
      name: "Completeness residual",
      unit: target,
      meaning:
        "|F(x) − F(0) − Σ a over the features| of a row. Percentiles are upper edges of histogram bins, less than 1 % wide.",
    },
    { name: "Dependence", unit: target, meaning: "mean |a| over the rows: how much the model uses the feature." },
    { name: "Dependence rank", unit: "from 1", meaning: "by descending dependence, over all features." },
    { name: "Effect weight w", unit: target, meaning: `of a row, for a feature (Eq. 3, 6): ${weights[effect]}.` },
  ];
}

const massDefinitions: readonly Definition[] = [
  {
    name: "Mass, by effect",
    unit: "0 to 1",
    meaning:
      "Pₖ(v) = Σ w c / Σ w over the rows of domain k that hold something; c = 1 for a scalar v, occurrences of v / length for a " +
      "sequence. A null category is a value; null numbers and empty sequences add nothing.",
  },
  { name: "Mass, plain", unit: "0 to 1", meaning: "the same with w = 1 (Eq. 2)." },
];

function distanceDefinitions({ ranked }: Results): Definition[] {
  const scaled = ranked.scale === "std" ? ", divided by the pooled standard deviation" : "";
  return [
    {
      name: "JS divergence",
      unit: "nats, 0 to ln 2 = 0.6931",
      meaning: "categorical features (Eq. 7): ½ Σ P ln(2P / (P + Q)) + ½ Σ Q ln(2Q / (P + Q)) over the values.",
    },
    {
      name: "Wasserstein-1",
      unit: ranked.scale === "std" ? "standard deviations" : "unit of the values",
      meaning: `numerical features (Eq. 8): ∫ |CDFₖ(v) − CDFₗ(v)| dv${scaled}.`,
    },
    {
      name: "Pooled standard deviation",
      unit: "unit of the values",
      meaning:
        "population deviation (divisor n) of all non-null numbers of the attributed training rows, over all domains, each once whatever its " +
        "effect weight.",
    },
  ];
}

const scoreDefinitions: readonly Definition[] = [
  {
    name: "DS",
    unit: "that of the distance",
    meaning:
      "Σ over pairs k < l of the distance of domains k and l by effect (Eq. 9); a domain without effect mass adds 0. A feature of " +
      "one entity alone has none.",
  },
  { name: "Mean pair", unit: "that of the distance", meaning: "DS / (K (K − 1) / 2)." },
  { name: "Plain DS", unit: "that of the distance", meaning: "DS of the plain masses." },
  { name: "Rank", unit: "from 1", meaning: "by descending DS within the group, ties by name." },
];

function decisionDefinitions({ ranked, selection, neglect }: Results): Definition[] {
  return [
    {
      name: "Noise floor",
      unit: "that of DS",
      meaning:
        `the ${formatQuantile(1 - ranked.alpha)} quantile of DS if rows had no domain of their own: what sampling alone reaches once in ` +
        `${formatQuantile(1 / ranked.alpha)} times.`,
    },
    {
      name: "Above noise",
      unit: "by distribution, by effect or no",
      meaning:
        "whether DS exceeds its noise floor; by distribution when the plain DS exceeds its own floor too, by effect when the values are " +
        "distributed alike and only the model weighs them otherwise. The floor of the plain DS is at that level divided by the number of " +
        "features, so that by chance hardly any of them is said to be distributed differently.",
    },
    {
      name: "Kind",
      unit: "domain-sensitive, distribution only, effect only or alike",
      meaning:
        "alike: DS within its noise floor; effect only: the values are distributed alike and only the model weighs them otherwise; " +
        "distribution only: the values differ, but the model hardly uses the feature (dependence below half the median over all features); " +
        "domain-sensitive: the values differ and the model uses it, by that measure. It may be neglected all the same: that compares ranks.",
    },
    {
      name: "p-value",
      unit: "0 to 1",
      meaning:
        "probability of a DS at least as large if rows had no domain of their own: (1 + r) / (1 + R) when r of R resamples reach the DS, so " +
        "that with R resamples it is not below 1 / (R + 1). Where a large vocabulary or a small level leaves too few resamples, it is that of a " +
        "gamma law fitted to them.",
    },
    {
      name: "Selected",
      unit: "yes or no",
      meaning:
        selection.rules.explicit === null
          ? `the best ${selection.rules.topK} of each group with DS ≥ ${selection.rules.minScore}` +
            `${selection.rules.aboveNoise ? " that exceed their noise floor" : ""}.`
          : "listed under select.features.",
    },
    {
      name: "Neglected",
      unit: "yes or no",
      meaning:
        `among the ${neglect.top} features that differ most by plain distribution, different beyond noise, yet in the lower half by ` +
        "dependence. To compare both kinds of distance, each is turned into the shift of a normal law, in deviations, that gives it.",
    },
  ];
}

const importanceBlocks: readonly Block[] = [
  { kind: "heading", text: "Importance of entity-specific features" },
  list([
    {
      name: "Importance p",
      unit: "0 to 2, 1 neutral",
      meaning:
        "2 σ(FC([cross network(x) | MLP(x)])) of the multi-entity model (MKT, Eq. 3 and 4): the factor of the feature's embedding, per row; the " +
        "mean over the entity's rows. It has no unit, so that features of any kind compare.",
    },
    {
      name: "95 % intervals of p and of its rank",
      unit: "those of p and rank",
      meaning:
        "2.5 % and 97.5 % percentiles over bootstrap samples of 256 blocks of rows, for the trained model as it is. Correlated features share p " +
        "in ways that another training may divide otherwise.",
    },
  ]),
];

function formatQuantile(value: number): string {
  return String(Number(value.toPrecision(6)));
}
