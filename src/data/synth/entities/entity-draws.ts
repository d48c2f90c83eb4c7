import { createRng, type Rng } from "../../../util/rng.ts";
import { rankAt, zipf } from "../zipf.ts";
import { entities, type EntityFeature, entityTopicExponent, entityTopics, entityUsers } from "./entity-features.ts";
import type { Taste } from "./taste.ts";

/** What the values of a row depend on. */
export interface EntityRow {
  /** Position in `entities`. */
  readonly entity: number;
  readonly user: number;
}

/** A drawn value: its text in the file, empty for null, and what it adds to the logit. */
export interface DrawnValue {
  readonly text: string;
  readonly logit: number;
}

/** Draws the value of one feature in a row. */
export type EntityDraw = (row: EntityRow, rng: Rng) => DrawnValue;

const categoryExponent = 1.1;
/** Share of the posts' topics that are rotated along the ranks: the entities differ by what they are about, too. */
const topicShift = 0.3;
const mostElements = 20;
const meanElements = 8;
const absent: DrawnValue = { text: "", logit: 0 };

/** How the values of a feature are drawn, with its effects planted by `seed`. */
export function plantEntityFeature(feature: EntityFeature, taste: Taste, seed: number): EntityDraw {
  const rng = createRng(seed, `feature ${feature.name}`);
  switch (feature.form) {
    case "user-id":
      return ({ user }) => ({ text: `u${user}`, logit: 0 });
    case "topic":
      return topicDraw(taste);
    case "history":
      return historyDraw(
        taste,
        entities.findIndex((entity) => entity === feature.history),
      );
    case "categorical":
      return ownedBy(feature, categoryDraw(feature, rng), rng);
    case "numerical":
      return ownedBy(feature, numberDraw(feature, rng), rng);
  }
}

/** A user has one value in all rows; an item of another entity has none. */
function ownedBy({ role }: EntityFeature, draw: (rng: Rng) => DrawnValue, rng: Rng): EntityDraw {
  if (role === "user") {
    const held = Array.from({ length: entityUsers }, () => draw(rng));
    return ({ user }) => held[user];
  }
  if (role === "entity-shared") return (_, rowRng) => draw(rowRng);
  const owner = entities.findIndex((entity) => role === `entity-specific:${entity}`);
  return ({ entity }, rowRng) => (entity === owner ? draw(rowRng) : absent);
}

function topicDraw({ affinity, groupOf }: Taste): EntityDraw {
  const cumulative = zipf(entityTopics, entityTopicExponent);
  const texts = topicTexts();
  return ({ entity, user }, rng) => {
    const rank = rankAt(cumulative, rng.uniform());
    const moved = rng.uniform() < topicShift && entity === 0;
    const topic = moved ? (rank + entityTopics / 2) % entityTopics : rank;
    return { text: texts[topic], logit: affinity[entity][groupOf[user]][topic] };
  };
}

/** Topics that the user liked in one entity; the list changes nothing itself, but tells the user's taste. */
function historyDraw({ history, groupOf }: Taste, entity: number): EntityDraw {
  const texts = topicTexts();
  return ({ user }, rng) => {
    const cumulative = history[entity][groupOf[user]];
    const length = Math.min(mostElements, Math.floor(-Math.log(1 - rng.uniform()) * meanElements));
    let text = "";
    for (let l = 0; l < length; l++) text += `${l === 0 ? "" : "^"}${texts[rankAt(cumulative, rng.uniform())]}`;
    return { text, logit: 0 };
  };
}

function topicTexts(): string[] {
  return Array.from({ length: entityTopics }, (_, t) => `t${t}`);
}

/** Zipf values; the effects of the values have mean 0 and the planted deviation over the rows. */
function categoryDraw({ values, effect }: EntityFeature, rng: Rng): (rng: Rng) => DrawnValue {
  const cumulative = zipf(values, categoryExponent);
  const share = cumulative.map((sum, v) => sum - (v === 0 ? 0 : cumulative[v - 1]));
  const raw = Float64Array.from({ length: values }, () => rng.normal());
  const mean = raw.reduce((sum, value, v) => sum + share[v] * value, 0);
  const std = Math.sqrt(raw.reduce((sum, value, v) => sum + share[v] * (value - mean) ** 2, 0));
  const drawn = Array.from(raw, (value, v) => ({ text: `v${v}`, logit: (effect * (value - mean)) / std }));
  return (rowRng) => drawn[rankAt(cumulative, rowRng.uniform())];
}

/** Standard normal values with one slope. */
function numberDraw({ effect }: EntityFeature, rng: Rng): (rng: Rng) => DrawnValue {
  const slope = rng.uniform() < 0.5 ? -effect : effect;
  return (rowRng) => {
    const value = rowRng.normal();
    return { text: value.toFixed(3), logit: slope * value };
  };
}
