import type { Compiled, Device, TensorData } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { type EmbeddingSpec, gatherPooled } from "../models/embedding.ts";
import type { Network } from "../models/network.ts";
import { adamRate } from "../nn/adam.ts";
import { initialise } from "../nn/parameter.ts";
import { DomainlensError } from "../util/errors.ts";
import { createRng, type Rng } from "../util/rng.ts";
import { EmbeddingTable } from "./embedding-table.ts";
import { hiddenUnits, predictProgram, predictSignature, trainProgram, trainSignature } from "./step-program.ts";

export interface TrainerOptions {
  readonly network: Network;
  readonly specs: readonly EmbeddingSpec[];
  /** Row of each table that stays zero (the unknown value), -1 for none. */
  readonly frozenRows: readonly number[];
  readonly batchSize: number;
  readonly learningRate: number;
  readonly embeddingL2: number;
  readonly dropout: number;
  readonly seed: number;
}

/** Rows per prediction step. */
const predictRows = 8192;

/** A network in training: embedding tables outside the graph, one compiled step for everything else. */
export class Trainer {
  readonly options: TrainerOptions;
  readonly tables: readonly EmbeddingTable[];
  /** The network's tensors by name and, under `m/` and `v/`, Adam's moments. */
  readonly dense = new Map<string, Float32Array>();
  /** Optimiser steps done. */
  steps = 0;
  readonly #step: Compiled;
  readonly #predict: Compiled;
  readonly #x: Float32Array;
  readonly #label: Float32Array;
  readonly #weight: Float32Array;
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
    this.#x = new Float32Array(batchSize * network.inputSize);
    this.#label = new Float32Array(batchSize);
    this.#weight = new Float32Array(batchSize);
    this.#predictX = new Float32Array(predictRows * network.inputSize);
    this.#domain = new Float32Array(batchSize * network.domains);
    this.#predictDomain = new Float32Array(predictRows * network.domains);
    this.#uniforms = units.map((width) => new Float32Array(options.dropout > 0 ? batchSize * width : 0));
  }

  static async create(device: Device, options: TrainerOptions): Promise<Trainer> {
    const { network, batchSize, dropout } = options;
    const units = hiddenUnits(network);
    const signature = trainSignature(network, units, batchSize, dropout);
    const step = await device.compile(trainProgram(network, dropout), signature);
    const predict = await device.compile(predictProgram(network), predictSignature(network, predictRows));
    return new Trainer(options, units, step, predict);
  }

  /** Rows per call of `predict`, at most. */
  get predictRows(): number {
    return predictRows;
  }

  /** One step on a batch; returns its mean loss. `uniforms` feeds dropout. Errors: DomainlensError("compute") for NaN. */
  async train(batch: EncodedBatch, epoch: number, uniforms: Rng): Promise<number> {
    const { network, batchSize, learningRate, embeddingL2, dropout } = this.options;
    const width = network.inputSize;
    this.#gather(batch, this.#x);
    for (let b = 0; b < batchSize; b++) {
      const isRow = b < batch.rows;
      this.#weight[b] = isRow ? 1 : 0;
      this.#label[b] = isRow ? batch.label[b] : 0;
    }
    this.steps++;
    const rate = adamRate(learningRate, this.steps);
    const feeds: Record<string, TensorData> = { x: this.#x, label: this.#label, weight: this.#weight };
    feeds["rate"] = Float32Array.of(rate);
    if (network.domains > 0) feeds["domain"] = fillOneHot(this.#domain, batch, network.domains);
    for (const [name, values] of this.dense) feeds[name] = values;
    if (dropout > 0) {
      this.#uniforms.forEach((values, l) => (feeds[`uniform/${l}`] = fillUniform(values, uniforms)));
    }
    const outputs = await this.#step.run(feeds);
    const loss = outputs["loss"][0];
    if (!Number.isFinite(loss)) throw notFinite(epoch, this.steps, "loss", loss);
    for (const [name, values] of this.dense) values.set(outputs[`next/${name}`]);
    const dx = floats(outputs["dx"]);
    let column = 0;
    this.tables.forEach((table, f) => {
      table.update(batch.features[f], dx, { rows: batch.rows, width, column }, { rate, l2: embeddingL2 });
      column += table.spec.size;
    });
    return loss;
  }

  /** Logits [B] of at most `predictRows` rows. */
  async predict(batch: EncodedBatch): Promise<Float32Array> {
    this.#gather(batch, this.#predictX);
    const { network } = this.options;
    const feeds: Record<string, TensorData> = { x: this.#predictX };
    if (network.domains > 0) feeds["domain"] = fillOneHot(this.#predictDomain, batch, network.domains);
    for (const { name } of network.specs) feeds[name] = this.dense.get(name) ?? new Float32Array(0);
    return floats((await this.#predict.run(feeds))["logit"]);
  }

  /** Throws when a parameter is NaN or infinite, naming it. */
  checkFinite(epoch: number): void {
    const tables = this.tables.map((table, f) => [`embedding/${f}/table`, table.values] as const);
    for (const [name, values] of [...this.dense, ...tables]) {
      const bad = values.find((value) => !Number.isFinite(value));
      if (bad !== undefined) throw notFinite(epoch, this.steps, name, bad);
    }
  }

  async close(): Promise<void> {
    await this.#step.close();
    await this.#predict.close();
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

/** Uniform numbers in steps of 2^-16, two from each random word: enough to compare with a dropout rate. */
function fillUniform(values: Float32Array, rng: Rng): Float32Array {
  for (let i = 0; i < values.length; i += 2) {
    const word = rng.uint32();
    values[i] = (word >>> 16) / 65536;
    // Beyond the end of an odd length nothing is written.
    values[i + 1] = (word & 0xffff) / 65536;
  }
  return values;
}

function floats(data: TensorData): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

function notFinite(epoch: number, step: number, tensor: string, value: number): DomainlensError {
  return new DomainlensError("compute", {
    what: `training diverged: ${tensor} is ${value} in epoch ${epoch}, step ${step}`,
    remedy: "lower base.learningRate, or look for extreme values in the features",
  });
}
