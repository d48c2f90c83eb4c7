import type { Compiled, Device } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { type FrozenTable, gatherPooled } from "../models/embedding.ts";
import { sigmoid } from "../metrics/log-loss.ts";
import { DomainlensError } from "../util/errors.ts";
import { integratedGradientsProgram, integratedGradientsSignature } from "./integrated-gradients.ts";
import type { FrozenMlp, Target } from "./network.ts";
import type { Quadrature } from "./quadrature.ts";
import { targetValue } from "./reference.ts";
import { attributionBatchSize } from "./row-blocks.ts";

/** The frozen base model as attribution sees it: tables outside the graph, the network inside. */
export interface FrozenModel {
  readonly tables: readonly FrozenTable[];
  readonly network: FrozenMlp;
}

/** Attributions of a batch: `scores` [B, F] row-major in float32, `outputs` and `residuals` [B]; valid until the next batch. */
export interface BatchAttributions {
  readonly scores: Float32Array;
  readonly outputs: Float64Array;
  readonly residuals: Float64Array;
}

/** Integrated Gradients of batches of encoded rows on a device (DSFM, Eq. 4 and 5). */
export class Attributor {
  readonly batchSize: number;
  readonly #model: FrozenModel;
  readonly #target: Target;
  readonly #compiled: Compiled;
  readonly #x: Float32Array;
  readonly #baseline: number;
  readonly #outputs: Float64Array;
  readonly #residuals: Float64Array;
  /** Run so far. */
  #batches = 0;

  private constructor(model: FrozenModel, target: Target, compiled: Compiled, batchSize: number) {
    this.batchSize = batchSize;
    this.#model = model;
    this.#target = target;
    this.#compiled = compiled;
    const width = model.network.layers[0].inputs;
    this.#x = new Float32Array(batchSize * width);
    this.#baseline = targetValue(model.network, new Float64Array(width), target);
    this.#outputs = new Float64Array(batchSize);
    this.#residuals = new Float64Array(batchSize);
  }

  static async create(
    device: Device,
    model: FrozenModel,
    rule: Quadrature,
    target: Target,
    batchSize = attributionBatchSize(rule.nodes.length),
  ): Promise<Attributor> {
    const program = integratedGradientsProgram(model.network, rule, target);
    const compiled = await device.compile(program, integratedGradientsSignature(model.network, batchSize));
    return new Attributor(model, target, compiled, batchSize);
  }

  /** Attributes a batch of at most `batchSize` rows. Errors: DomainlensError("compute") for a score that is not finite. */
  async attribute(batch: EncodedBatch): Promise<BatchAttributions> {
    const { tables, network } = this.#model;
    const width = network.layers[0].inputs;
    gatherPooled(batch, tables, this.#x, width);
    this.#x.fill(0, batch.rows * width);
    const { scores, logits } = await this.#compiled.run({ x: this.#x });
    if (!(scores instanceof Float32Array)) throw notFloats();
    this.#batches++;
    const features = network.sizes.length;
    const lastNode = logits.length - this.batchSize;
    for (let b = 0; b < batch.rows; b++) {
      const logit = logits[lastNode + b];
      let sum = 0;
      for (let f = 0; f < features; f++) sum += scores[b * features + f];
      if (!Number.isFinite(sum) || !Number.isFinite(logit)) {
        const row = scores.subarray(b * features, (b + 1) * features);
        throw notFinite({
          row: batch.row[b],
          batch: this.#batches,
          feature: row.findIndex((a) => !Number.isFinite(a)),
          sum,
        });
      }
      this.#outputs[b] = this.#target === "logit" ? logit : sigmoid(logit);
      this.#residuals[b] = this.#outputs[b] - this.#baseline - sum;
    }
    return { scores, outputs: this.#outputs, residuals: this.#residuals };
  }

  close(): Promise<void> {
    return this.#compiled.close();
  }
}

function notFloats(): DomainlensError {
  return new DomainlensError("internal", {
    what: "the attribution program did not return float32 scores",
    remedy: "report this as a bug",
  });
}

/** @param at `feature` is -1 where each attribution is finite, and only the logit or their sum is not */
function notFinite(at: { row: number; batch: number; feature: number; sum: number }): DomainlensError {
  const what =
    at.feature < 0 ? "the logit or the sum of the attributions" : `the attribution of feature number ${at.feature}`;
  return new DomainlensError("compute", {
    what: `${what} is not finite in row ${at.row}, batch ${at.batch}`,
    value: at.sum,
    remedy: "train the base model with a lower learning rate, or look for extreme values in the features",
  });
}
