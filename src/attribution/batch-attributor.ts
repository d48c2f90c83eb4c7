import type { EncodedBatch } from "../data/batch.ts";
import { type GatheredTables, RowGatherer } from "../models/row-gatherer.ts";
import { sigmoid } from "../metrics/log-loss.ts";
import { DomainlensError } from "../util/errors.ts";
import type { AttributionPass } from "./attribution-pass.ts";
import type { Target } from "./network.ts";
import { notFinite } from "./not-finite.ts";

/** Attributions of a batch: `scores` [B, F] row-major in float32, `outputs` and `residuals` [B]; valid until the next batch. */
export interface BatchAttributions {
  readonly scores: Float32Array;
  readonly outputs: Float64Array;
  readonly residuals: Float64Array;
}

/** What a pass over a batch needs beside the compiled program; it can be sent to another thread. */
export interface PassFacts extends GatheredTables {
  /** K */
  readonly width: number;
  readonly target: Target;
  /** F(0) */
  readonly baseline: number;
  /** B that the program was compiled for. */
  readonly batchSize: number;
}

/** From ids to attributions, batch by batch, with a pass that somebody else has opened. */
export class BatchAttributor {
  readonly facts: PassFacts;
  readonly #pass: AttributionPass;
  readonly #gatherer: RowGatherer;
  readonly #outputs: Float64Array;
  readonly #residuals: Float64Array;
  /** Number of the last one. */
  #batches = 0;

  constructor(facts: PassFacts, pass: AttributionPass) {
    this.facts = facts;
    this.#pass = pass;
    this.#gatherer = new RowGatherer(facts, facts.batchSize, facts.width);
    this.#outputs = new Float64Array(facts.batchSize);
    this.#residuals = new Float64Array(facts.batchSize);
  }

  /**
   * Attributes a batch of at most B rows. Errors: DomainlensError("compute") for a score that is not finite. @param number of the batch among all,
   * for errors; default: one after the last
   */
  async attribute(batch: Pick<EncodedBatch, "rows" | "row" | "features">, number?: number): Promise<BatchAttributions> {
    const { tables, target, baseline, batchSize } = this.facts;
    this.#gatherer.gather(batch, this.#pass.x);
    const { scores, logits } = await this.#pass.run();
    if (!(scores instanceof Float32Array)) throw notFloats();
    this.#batches = number ?? this.#batches + 1;
    const features = tables.length;
    const lastNode = logits.length - batchSize;
    for (let b = 0; b < batch.rows; b++) {
      const logit = logits[lastNode + b];
      let sum = 0;
      for (let f = 0; f < features; f++) sum += scores[b * features + f];
      if (!Number.isFinite(sum) || !Number.isFinite(logit)) {
        const ofRow = scores.subarray(b * features, (b + 1) * features);
        throw notFinite(ofRow, tables, { row: batch.row[b], batch: this.#batches });
      }
      this.#outputs[b] = target === "logit" ? logit : sigmoid(logit);
      this.#residuals[b] = this.#outputs[b] - baseline - sum;
    }
    return { scores, outputs: this.#outputs, residuals: this.#residuals };
  }
}

function notFloats(): DomainlensError {
  return new DomainlensError("internal", {
    what: "the attribution program did not return float32 scores",
    remedy: "report this as a bug",
  });
}
