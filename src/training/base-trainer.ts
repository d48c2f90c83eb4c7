import type { Compiled, Device, TensorData } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import {
  type DnnShape,
  dnnSpecs,
  predictProgram,
  predictSignature,
  trainProgram,
  trainSignature,
} from "../models/dnn.ts";
import { type EmbeddingSpec, gatherPooled } from "../models/embedding.ts";
import { adamRate } from "../nn/adam.ts";
import { initialise } from "../nn/parameter.ts";
import { DomainlensError } from "../util/errors.ts";
import { createRng, type Rng } from "../util/rng.ts";
import { EmbeddingTable } from "./embedding-table.ts";

export interface TrainerOptions {
  readonly shape: DnnShape;
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

/** The base network in training: embedding tables outside the graph, one compiled step for everything else. */
export class BaseTrainer {
  readonly options: TrainerOptions;
  readonly tables: readonly EmbeddingTable[];
  /** `dense/<i>/kernel`, `…/bias` and, under `m/` and `v/`, Adam's moments. */
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

  private constructor(options: TrainerOptions, step: Compiled, predict: Compiled) {
    this.options = options;
    this.#step = step;
    this.#predict = predict;
    const { shape, specs, seed, frozenRows, batchSize } = options;
    this.tables = specs.map((spec, f) => new EmbeddingTable(spec, createRng(seed, `embedding ${f}`), frozenRows[f]));
    for (const spec of dnnSpecs(shape)) {
      const values = initialise(spec, createRng(seed, spec.name));
      this.dense.set(spec.name, values);
      for (const moment of ["m/", "v/"]) this.dense.set(moment + spec.name, new Float32Array(values.length));
    }
    this.#x = new Float32Array(batchSize * shape.inputSize);
    this.#label = new Float32Array(batchSize);
    this.#weight = new Float32Array(batchSize);
    this.#predictX = new Float32Array(predictRows * shape.inputSize);
    this.#uniforms = shape.hidden.map((units) => new Float32Array(options.dropout > 0 ? batchSize * units : 0));
  }

  static async create(device: Device, options: TrainerOptions): Promise<BaseTrainer> {
    const { shape, batchSize, dropout } = options;
    const step = await device.compile(trainProgram(shape, dropout), trainSignature(shape, batchSize, dropout));
    const predict = await device.compile(predictProgram(shape), predictSignature(shape, predictRows));
    return new BaseTrainer(options, step, predict);
  }

  /** Rows per call of `predict`, at most. */
  get predictRows(): number {
    return predictRows;
  }

  /** One step on a batch; returns its mean loss. `uniforms` feeds dropout. Errors: DomainlensError("compute") for NaN. */
  async train(batch: EncodedBatch, epoch: number, uniforms: Rng): Promise<number> {
    const { shape, batchSize, learningRate, embeddingL2, dropout } = this.options;
    const width = shape.inputSize;
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
    for (const [name, values] of this.dense) feeds[name] = values;
    if (dropout > 0) {
      shape.hidden.forEach((_, l) => {
        feeds[`uniform/${l}`] = fillUniform(this.#uniforms[l], uniforms);
      });
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
    const feeds: Record<string, TensorData> = { x: this.#predictX };
    for (const { name } of dnnSpecs(this.options.shape)) feeds[name] = this.dense.get(name) ?? new Float32Array(0);
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
    const width = this.options.shape.inputSize;
    const views = this.tables.map((table) => table.view);
    gatherPooled(batch, views, x, width);
    x.fill(0, batch.rows * width);
  }
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
