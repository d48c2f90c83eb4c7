import { createRng, type Rng } from "../../../util/rng.ts";
import { fitBias } from "../fit-bias.ts";
import { writeLines } from "../write-lines.ts";
import { rankAt, zipf } from "../zipf.ts";
import { type EntityDraw, plantEntityFeature } from "./entity-draws.ts";
import { entities, entityFeatures, entityPositiveRate, entityUsers, targetShare } from "./entity-features.ts";
import { plantTaste } from "./taste.ts";

const userExponent = 0.9;
const biasRows = 20_000;

/** What the rows are drawn from. */
interface Plan {
  readonly draws: readonly EntityDraw[];
  /** [users] cumulative shares. */
  readonly users: Float64Array;
  /** [entities] */
  readonly biases: readonly number[];
}

/**
 * Writes a CSV log of `rows` rows of two entities with different feature schemas and planted truth: per row an entity, a user, a value of
 * each feature that the entity has, and a label whose logit is the sum of what the values add and of the user's taste for the topic. The
 * same seed gives the same bytes.
 */
export async function writeEntitiesLog(path: string, rows: number, seed: number): Promise<void> {
  const taste = plantTaste(seed);
  const draws = entityFeatures.map((feature) => plantEntityFeature(feature, taste, seed));
  const users = zipf(entityUsers, userExponent);
  const biases = entities.map((entity, e) => biasOf({ draws, users }, e, createRng(seed, `bias ${entity}`)));
  const rng = createRng(seed, "rows");
  const header = ["entity", "label", ...entityFeatures.map(({ name }) => name)];
  await writeLines(path, header, rows, () => line({ draws, users, biases }, rng));
}

function line({ draws, users, biases }: Plan, rng: Rng): string {
  const entity = rng.uniform() < targetShare ? 1 : 0;
  const row = { entity, user: rankAt(users, rng.uniform()) };
  let logit = biases[entity];
  let text = "";
  for (const draw of draws) {
    const drawn = draw(row, rng);
    logit += drawn.logit;
    text += `,${drawn.text}`;
  }
  const label = rng.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  return `${entities[entity]},${label}${text}\n`;
}

function biasOf({ draws, users }: Omit<Plan, "biases">, entity: number, rng: Rng): number {
  const logits = Float64Array.from({ length: biasRows }, () => {
    const row = { entity, user: rankAt(users, rng.uniform()) };
    return draws.reduce((sum, draw) => sum + draw(row, rng).logit, 0);
  });
  return fitBias(logits, entityPositiveRate);
}
