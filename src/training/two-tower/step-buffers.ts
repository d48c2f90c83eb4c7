import type { TensorData } from "../../compute/types.ts";
import type { TwoTowers } from "../../models/two-tower/two-towers.ts";
import type { Rng } from "../../util/rng.ts";
import { fillUniform } from "../fill-uniform.ts";
import { negativeRows, type NegativeSource } from "./negatives.ts";
import { nobody } from "./pooled-ids.ts";
import type { Entities, TowerEmbeddings } from "./tower-embeddings.ts";
import type { TrainingPairs } from "./training-pairs.ts";
import type { StepShape } from "./two-tower-step.ts";

/** What a step reads of a batch, in arrays that are used again; `feeds` has them under their names. */
export class StepBuffers {
  readonly feeds: Readonly<Record<string, TensorData>>;
  readonly #shape: StepShape;
  readonly #domains: number;
  readonly #user: Float32Array;
  readonly #items: Float32Array;
  readonly #domain: Float32Array;
  readonly #itemDomain: Float32Array;
  readonly #weight: Float32Array;
  /** [R] items and their domains: of the rows, then negatives. */
  readonly #itemIds: Int32Array;
  readonly #itemDomains: Int32Array;
  readonly #logQ: Float32Array;
  readonly #uniforms: readonly Float32Array[];

  constructor({ fields, embeddingSize, domains }: TwoTowers, shape: StepShape) {
    const { batchSize } = shape;
    const rows = batchSize + negativeRows(shape.negatives, batchSize, domains);
    this.#shape = shape;
    this.#domains = domains;
    this.#user = new Float32Array(batchSize * fields.user * embeddingSize);
    this.#items = new Float32Array(rows * fields.item * embeddingSize);
    this.#domain = new Float32Array(batchSize * domains);
    this.#itemDomain = new Float32Array(rows * domains);
    this.#weight = new Float32Array(batchSize);
    this.#itemIds = new Int32Array(rows);
    this.#itemDomains = new Int32Array(rows);
    this.#logQ = new Float32Array(rows);
    this.#uniforms = shape.dropout > 0 ? [this.#user, this.#items].map((x) => new Float32Array(x.length)) : [];
    this.feeds = {
      user: this.#user,
      items: this.#items,
      domain: this.#domain,
      itemDomain: this.#itemDomain,
      weight: this.#weight,
      itemIds: this.#itemIds,
      logQ: this.#logQ,
      ...(shape.dropout > 0 && { userUniform: this.#uniforms[0], itemsUniform: this.#uniforms[1] }),
    };
  }

  /** Fills the arrays with at most B pairs; returns what the gradients belong to. */
  fill(
    pairs: TrainingPairs,
    negatives: NegativeSource,
    { draw, dropout }: { readonly draw: Rng; readonly dropout: Rng },
    embeddings: TowerEmbeddings,
  ): { users: Entities; items: Entities } {
    const { batchSize } = this.#shape;
    this.#fillPairs(pairs, negatives);
    const into = {
      items: this.#itemIds.subarray(batchSize),
      domains: this.#itemDomains.subarray(batchSize),
      logQ: this.#logQ.subarray(batchSize),
    };
    const drawn = negatives.draw(pairs.domains, draw, into);
    const rows = drawn === 0 ? pairs.count : batchSize + drawn;
    // Between the pairs of a short batch and the negatives is padding, which is no item.
    const numbers = this.#itemIds.slice(0, rows).fill(nobody, pairs.count, batchSize);
    this.#itemDomain.fill(0);
    numbers.forEach((number, r) => {
      if (number !== nobody) this.#itemDomain[r * this.#domains + this.#itemDomains[r]] = 1;
    });
    const users = { count: pairs.count, numbers: pairs.users, domains: pairs.domains, others: pairs.items };
    const others = new Int32Array(rows).fill(nobody);
    others.set(pairs.users);
    const items = { count: rows, numbers, domains: this.#itemDomains, others };
    embeddings.gather("user", users, this.#user);
    embeddings.gather("item", items, this.#items);
    for (const values of this.#uniforms) fillUniform(values, dropout);
    return { users, items };
  }

  #fillPairs(pairs: TrainingPairs, negatives: NegativeSource): void {
    const { batchSize } = this.#shape;
    this.#domain.fill(0);
    for (let b = 0; b < batchSize; b++) {
      const isRow = b < pairs.count;
      this.#weight[b] = isRow ? 1 : 0;
      this.#itemIds[b] = isRow ? pairs.items[b] : 0;
      this.#itemDomains[b] = isRow ? pairs.domains[b] : 0;
      this.#logQ[b] = isRow ? negatives.logQ(pairs.domains[b], pairs.items[b]) : 0;
      if (isRow) this.#domain[b * this.#domains + pairs.domains[b]] = 1;
    }
  }
}
