import type { Compiled, Device, TensorData } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { type EmbeddingSpec, gatherPooled } from "../models/embedding.ts";
import { hiddenUnits } from "../models/hidden-units.ts";
import { type Network, tensorSpecs } from "../models/network.ts";
import { adamRate } from "../nn/adam.ts";
import { initialise } from "../nn/parameter.ts";
import { createRng, type Rng } from "../util/rng.ts";
import { EmbeddingTable } from "./embedding-table.ts";
import { fillUniform } from "./fill-uniform.ts";
import { learningRateAt, type Schedule } from "./learning-rate.ts";
import { checkStep, checkTensors } from "./not-finite.ts";
import { predictProgram, predictSignature, trainProgram, trainSignature } from "./step-program.ts";

export interface TrainerOptions {
  readonly network: Network;
  readonly specs: readonly EmbeddingSpec[];
  /** Row of each table that stays zero (the unknown value), -1 for none. */
  readonly frozenRows: readonly number[];
  readonly batchSize: number;
  readonly learningRate: number;
  /** How the learning rate changes from step to step; default: not at all. */
  readonly schedule?: Schedule;
  /** Bound on the norm of all gradients of a step together; default: none. */
  readonly clipNorm?: number | null;
  /** [D, 2] weight of a row in the loss by its domain and label, row-major; default: all weigh 1. */
  readonly rowWeights?: Float32Array | null;
  readonly embeddingL2: number;
  readonly dropout: number;
  readonly seed: number;
}

export interface TrainedStep {
  /** Weighted mean over the rows of the batch. */
  readonly loss: number;
  /** The sum of their weights: the number of rows, where they are not weighted. */
  readonly weight: number;
}

/** Rows per prediction step. */
const predictRows = 8192;

/** A network in training: embedding tables outside the graph, one compiled step for everything else. */
export class Trainer {
  readonly options: TrainerOptions;
  readonly tables: readonly EmbeddingTable[];
  /** The network's tensors by name, state among them, and, under `m/` and `v/`, Adam's moments of the parameters. */
  readonly dense = new Map<string, Float32Array>();
  /** Optimiser steps done. */
  steps = 0;
  readonly #step: Compiled;
  readonly #predict: Compiled;
  readonly #x: Float32Array;
  readonly #label: Float32Array;
  /** [B] 1 for a row, 0 for padding; and what the row weighs in the loss. */
  readonly #weight: Float32Array;
  readonly #lossWeight: Float32Array;
  readonly #predictX: Float32Array;
  /** Per hidden layer [B, H], when there is dropout. */
  readonly #uniforms: readonly Float32Array[];
  /** [B, D] one-hot, for a network that reads the domain. */
  readonly #domain: Float32Array;
  readonly #predictDomain: Float32Array;

  private constructor(options: TrainerOptions, units: readonly number[], step: Compiled, predict: Compiled) {
    this.options = options;
    this.#step = step;
    this.#predict = predict;
    const { network, specs, seed, frozenRows, batchSize } = options;
    this.tables = specs.map((spec, f) => new EmbeddingTable(spec, createRng(seed, `embedding ${f}`), frozenRows[f]));
    for (const spec of network.specs) {
      const values = initialise(spec, createRng(seed, spec.name));
      this.dense.set(spec.name, values);
      for (const moment of ["m/", "v/"]) this.dense.set(moment + spec.name, new Float32Array(values.length));
    }
    for (const spec of network.state) this.dense.set(spec.name, initialise(spec, createRng(seed, spec.name)));
    this.#x = new Float32Array(batchSize * network.inputSize);
    this.#label = new Float32Array(batchSize);
    this.#weight = new Float32Array(batchSize);
    this.#lossWeight = new Float32Array(batchSize);
    this.#predictX = new Float32Array(predictRows * network.inputSize);
    this.#domain = new Float32Array(batchSize * network.domains);
    this.#predictDomain = new Float32Array(predictRows * network.domains);
    this.#uniforms = units.map((width) => new Float32Array(options.dropout > 0 ? batchSize * width : 0));
  }

  static async create(device: Device, options: TrainerOptions): Promise<Trainer> {
    const { network, batchSize, dropout, clipNorm = null } = options;
    const units = hiddenUnits(network);
    const stepOptions = { clipNorm, weighted: isWeighted(options) };
    const signature = trainSignature(network, units, batchSize, dropout, stepOptions);
    const step = await device.compile(trainProgram(network, dropout, stepOptions), signature);
    const predict = await device.compile(predictProgram(network), predictSignature(network, predictRows));
    return new Trainer(options, units, step, predict);
  }

  /** Rows per call of `predict`, at most. */
  get predictRows(): number {
    return predictRows;
  }

  /** One step on a batch; `uniforms` feeds dropout. Errors: DomainlensError("compute") for a tensor that is not finite, by name. */
  async train(batch: EncodedBatch, epoch: number, uniforms: Rng): Promise<TrainedStep> {
    const { learningRate, schedule, embeddingL2, network } = this.options;
    this.steps++;
    const rate = adamRate(learningRateAt(learningRate, this.steps, schedule), this.steps);
    const weight = this.#fillRows(batch);
    const outputs = await this.#step.run(this.#feeds(batch, rate, uniforms));
    checkStep(this, { epoch, outputs });
    for (const [name, values] of this.dense) values.set(outputs[`next/${name}`]);
    const dx = floats(outputs["dx"]);
    let column = 0;
    this.tables.forEach((table, f) => {
      const place = { rows: batch.rows, width: network.inputSize, column };
      table.update(batch.features[f], dx, place, { rate, l2: embeddingL2 });
      column += table.spec.size;
    });
    return { loss: outputs["loss"][0], weight };
  }

  /** Logits [B] of at most `predictRows` rows. */
  async predict(batch: EncodedBatch): Promise<Float32Array> {
    this.#gather(batch, this.#predictX);
    const { network } = this.options;
    const feeds: Record<string, TensorData> = { x: this.#predictX };
    if (network.domains > 0) feeds["domain"] = fillOneHot(this.#predictDomain, batch, network.domains);
    for (const { name } of tensorSpecs(network)) feeds[name] = this.dense.get(name) ?? new Float32Array(0);
    return floats((await this.#predict.run(feeds))["logit"]);
  }

  /** Throws when a parameter is NaN or infinite, naming it. */
  checkFinite(epoch: number): void {
    checkTensors(this, epoch);
  }

  async close(): Promise<void> {
    await this.#step.close();
    await this.#predict.close();
  }

  /** Fills what the step reads of each row; returns the sum of the weights. */
  #fillRows(batch: EncodedBatch): number {
    const { batchSize, rowWeights = null } = this.options;
    this.#gather(batch, this.#x);
    let total = 0;
    for (let b = 0; b < batchSize; b++) {
      const isRow = b < batch.rows;
      this.#weight[b] = isRow ? 1 : 0;
      this.#label[b] = isRow ? batch.label[b] : 0;
      this.#lossWeight[b] =
        isRow && rowWeights !== null ? rowWeights[2 * batch.domain[b] + batch.label[b]] : this.#weight[b];
      total += this.#lossWeight[b];
    }
    return total;
  }

  #feeds(batch: EncodedBatch, rate: number, uniforms: Rng): Record<string, TensorData> {
    const { network, dropout } = this.options;
    const feeds: Record<string, TensorData> = { x: this.#x, label: this.#label, weight: this.#weight };
    if (isWeighted(this.options)) feeds["lossWeight"] = this.#lossWeight;
    feeds["rate"] = Float32Array.of(rate);
    if (network.domains > 0) feeds["domain"] = fillOneHot(this.#domain, batch, network.domains);
    for (const [name, values] of this.dense) feeds[name] = values;
    if (dropout > 0) {
      this.#uniforms.forEach((values, l) => (feeds[`uniform/${l}`] = fillUniform(values, uniforms)));
    }
    return feeds;
  }

  #gather(batch: EncodedBatch, x: Float32Array): void {
    const width = this.options.network.inputSize;
    const views = this.tables.map((table) => table.view);
    gatherPooled(batch, views, x, width);
    x.fill(0, batch.rows * width);
  }
}

/** One-hot domains [B, D]; a padding row is all zero. */
function fillOneHot(values: Float32Array, batch: EncodedBatch, domains: number): Float32Array {
  values.fill(0);
  for (let b = 0; b < batch.rows; b++) values[b * domains + batch.domain[b]] = 1;
  return values;
}

function floats(data: TensorData): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

function isWeighted({ rowWeights = null }: TrainerOptions): boolean {
  return rowWeights !== null;
}
