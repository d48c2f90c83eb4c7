import { sizeOf } from "../compute/trace/shape.ts";
import type { Device } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import type { EmbeddingSpec, FrozenInput } from "../models/embedding.ts";
import { hiddenUnits } from "../models/hidden-units.ts";
import { type Network, tensorSpecs } from "../models/network.ts";
import { adamRate } from "../nn/adam-rate.ts";
import { initialise } from "../nn/parameter.ts";
import { createRng, type Rng } from "../util/rng.ts";
import { predictRows } from "./batch-size.ts";
import { DenseArrays } from "./dense-arrays.ts";
import type { EmbeddingTable } from "./embedding-table.ts";
import { learningRateAt, type Schedule } from "./learning-rate.ts";
import { checkStep, checkTensors } from "./not-finite.ts";
import { compileWholePrediction, type OpenPrediction, type Prediction } from "./prediction.ts";
import { runsAsShards } from "./shards/shard-plan.ts";
import type { ShardFacts } from "./shards/shard-work.ts";
import { shardFacts } from "./shards/shard-facts.ts";
import { openShardedPrediction } from "./shards/sharded-prediction.ts";
import { openSharded } from "./shards/sharded-step.ts";
import type { RowOptimiser } from "../util/row-optimisers.ts";
import { TrainedTables } from "./trained-tables.ts";
import { type TrainedWeights, takeOver } from "./trained-weights.ts";
import type { TrainingStep } from "./training-step.ts";
import { compileWholeStep, type OpenStep } from "./whole-step.ts";

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
  /** How embedding rows are trained; default: by lazy Adam. */
  readonly embeddingOptimiser?: RowOptimiser;
  readonly dropout: number;
  readonly seed: number;
  /** The values of `Network.frozen` by name; others may be among them. */
  readonly frozen?: ReadonlyMap<string, Float32Array>;
  /** What `ModelInputs.frozenX` is made of, in order. */
  readonly frozenTables?: readonly FrozenInput[];
}

export interface TrainedStep {
  /** Weighted mean over the rows of the batch. */
  readonly loss: number;
  /** The sum of their weights: the number of rows, where they are not weighted. */
  readonly weight: number;
}

/** What a trainer is made of. */
interface TrainerParts {
  readonly shards: ShardFacts | null;
  readonly openStep: OpenStep;
  readonly openPrediction: OpenPrediction;
  readonly threads: number;
}

/** A network in training: embedding tables outside the graph, compiled steps for everything else. */
export class Trainer {
  readonly options: TrainerOptions;
  /** One a feature; features that share a table have the same. */
  readonly tables: readonly EmbeddingTable[];
  /** Every table once, by the feature that it is made for. */
  readonly ownTables: ReadonlyMap<number, EmbeddingTable>;
  /** The network's tensors by name, state among them, and, under `m/` and `v/`, Adam's moments of the parameters. */
  readonly dense = new Map<string, Float32Array>();
  /** Every tensor that the network reads, by name: those of `dense` without the moments, and the frozen ones. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** Optimiser steps done. */
  steps = 0;
  readonly #step: TrainingStep;
  readonly #prediction: Prediction;
  readonly #tables: TrainedTables;

  private constructor(options: TrainerOptions, { shards, openStep, openPrediction, threads }: TrainerParts) {
    this.options = options;
    const { network, seed, batchSize } = options;
    this.#tables = new TrainedTables(options, Math.max(batchSize, predictRows), threads, shards);
    this.ownTables = this.#tables.own;
    this.tables = this.#tables.tables;
    const arrays = new DenseArrays(network.specs.map(({ shape }) => sizeOf(shape)));
    network.specs.forEach((spec, i) => {
      const { values, m, v } = arrays.parameters[i];
      values.set(initialise(spec, createRng(seed, spec.name)));
      this.dense.set(spec.name, values).set(`m/${spec.name}`, m).set(`v/${spec.name}`, v);
    });
    for (const spec of network.state) this.dense.set(spec.name, initialise(spec, createRng(seed, spec.name)));
    this.parameters = new Map(
      tensorSpecs(network).map(({ name }) => [name, this.dense.get(name) ?? frozen(options, name)]),
    );
    const tensors = { dense: this.dense, arrays, parameters: this.parameters, tables: this.#tables };
    this.#step = openStep(tensors);
    this.#prediction = openPrediction(tensors);
  }

  static async create(device: Device, options: TrainerOptions): Promise<Trainer> {
    const { network, batchSize } = options;
    const units = hiddenUnits(network);
    const shards = runsAsShards(network, device.name, batchSize) ? shardFacts(options, units) : null;
    const parts = { shards, threads: device.threads };
    if (shards === null) {
      const openStep = await compileWholeStep(device, options, units);
      const openPrediction = await compileWholePrediction(device, options);
      return new Trainer(options, { ...parts, openStep, openPrediction });
    }
    const openPrediction = openShardedPrediction(shards, network);
    return new Trainer(options, { ...parts, openStep: openSharded(shards, options), openPrediction });
  }

  /** Rows per call of `predict`, at most. */
  get predictRows(): number {
    return predictRows;
  }

  /** One step on a batch; `uniforms` feeds dropout. Errors: DomainlensError("compute") for a tensor that is not finite, by name. */
  async train(batch: EncodedBatch, epoch: number, uniforms: Rng): Promise<TrainedStep> {
    const { learningRate, schedule, embeddingL2: l2 } = this.options;
    this.steps++;
    const plainRate = learningRateAt(learningRate, this.steps, schedule);
    const rates = { rate: adamRate(plainRate, this.steps), plainRate, l2 };
    const computed = await this.#step.compute(batch, rates, uniforms);
    checkStep(this, { epoch, computed });
    await this.#step.apply(batch, rates);
    return { loss: computed.loss[0], weight: computed.weight };
  }

  /** Logits of at most `predictRows` rows, and of padding behind them, at least one; valid until the next batch. */
  predict(batch: EncodedBatch): Promise<Float32Array> {
    return this.#prediction.logits(batch);
  }

  /** A copy of the weights, which outlives the trainer. */
  weights(): TrainedWeights {
    const own = new Map([...this.ownTables].map(([f, table]) => [f, table.weights()]));
    const tables = this.options.specs.map((spec, f) => {
      return { spec, weights: own.get(spec.tableOf ?? f) ?? new Float32Array(0), stride: spec.size };
    });
    return { tables, tensors: new Map([...this.parameters].map(([name, values]) => [name, values.slice()])) };
  }

  /**
   * Starts from the weights of another network instead of random ones: every table, and the parameters and state that both have by name. To be called
   * before the first step; a checkpoint that is resumed later replaces them. Throws when the two differ in size.
   */
  startFrom({ tables, tensors }: TrainedWeights): void {
    for (const [f, table] of this.ownTables) table.copyFrom(tables[f]);
    const { specs, state } = this.options.network;
    takeOver(
      this.dense,
      tensors,
      [...specs, ...state].map(({ name }) => name),
    );
  }

  /** Throws when a parameter is NaN or infinite, naming it. */
  checkFinite(epoch: number): void {
    checkTensors(this, epoch);
  }

  async close(): Promise<void> {
    await this.#tables.close();
    await this.#step.close();
    await this.#prediction.close();
  }
}

/** The values of a frozen tensor. */
function frozen(options: TrainerOptions, name: string): Float32Array {
  const values = options.frozen?.get(name);
  if (values === undefined)
    throw new Error(`the network reads ${name} frozen, and the trainer was not given its values`);
  return values;
}
