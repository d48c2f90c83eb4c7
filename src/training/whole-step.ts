import type { Compiled, Device, TensorData } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { historyName } from "../models/network.ts";
import { RowFeeds } from "../models/row-feeds.ts";
import type { Rng } from "../util/rng.ts";
import type { DenseArrays } from "./dense-arrays.ts";
import { fillUniform } from "./fill-uniform.ts";
import type { RowStep } from "./row-updates.ts";
import { trainProgram, trainSignature } from "./step-program.ts";
import { StepRows } from "./step-rows.ts";
import type { TrainedTables } from "./trained-tables.ts";
import type { TrainerOptions } from "./trainer.ts";
import type { ComputedStep, TrainingStep } from "./training-step.ts";

/** What a step reads and updates of a trainer. */
export interface StepTensors {
  /** Parameters and state, and the parameters' moments under `m/` and `v/`. */
  readonly dense: ReadonlyMap<string, Float32Array>;
  /** The same parameters and moments, by the kernel that updates them. */
  readonly arrays: DenseArrays;
  /** Every tensor that the network reads. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  readonly tables: TrainedTables;
}

export type OpenStep = (tensors: StepTensors) => TrainingStep;

/** Compiles steps of one program for all rows: forward, backward and dense Adam. */
export async function compileWholeStep(
  device: Device,
  options: TrainerOptions,
  units: readonly number[],
): Promise<OpenStep> {
  const { network, batchSize, dropout, clipNorm = null, rowWeights = null } = options;
  const stepOptions = { clipNorm, weighted: rowWeights !== null };
  const signature = trainSignature(network, units, batchSize, dropout, stepOptions);
  const program = await device.compile(trainProgram(network, dropout, stepOptions), signature);
  return (tensors) => new WholeStep(program, options, units, tensors);
}

class WholeStep implements TrainingStep {
  readonly #program: Compiled;
  readonly #options: TrainerOptions;
  readonly #tensors: StepTensors;
  readonly #feeds: RowFeeds;
  readonly #rows: StepRows;
  /** Per hidden layer [B, H], when there is dropout. */
  readonly #uniforms: readonly Float32Array[];
  #outputs: Readonly<Record<string, TensorData>> = {};

  constructor(program: Compiled, options: TrainerOptions, units: readonly number[], tensors: StepTensors) {
    const { network, batchSize, dropout, rowWeights = null, frozenTables } = options;
    this.#program = program;
    this.#options = options;
    this.#tensors = tensors;
    const tables = { tables: tensors.tables.tables.map(({ view }) => view), frozenTables };
    this.#feeds = new RowFeeds(network, tables, batchSize);
    this.#rows = new StepRows(batchSize, rowWeights);
    this.#uniforms = units.map((width) => new Float32Array(dropout > 0 ? batchSize * width : 0));
  }

  async compute(batch: EncodedBatch, rates: RowStep, uniforms: Rng): Promise<ComputedStep> {
    const weight = this.#rows.fill(batch);
    const outputs = await this.#program.run(await this.#feedsFor(batch, rates, uniforms));
    this.#outputs = outputs;
    return { loss: outputs["loss"], squares: outputs["squares"], dx: outputs["dx"], weight };
  }

  async apply(batch: EncodedBatch, rates: RowStep): Promise<void> {
    const outputs = this.#outputs;
    for (const [name, values] of this.#tensors.dense) values.set(outputs[`next/${name}`]);
    const { tables } = this.#tensors;
    tables.gradients.dx.set(outputs["dx"]);
    tables.gradients.histories.forEach((history, i) => history.set(outputs[`d${historyName(i)}`]));
    await tables.update(batch, rates);
  }

  async close(): Promise<void> {
    await this.#program.close();
  }

  async #feedsFor(batch: EncodedBatch, { rate }: RowStep, uniforms: Rng): Promise<Record<string, TensorData>> {
    const { dropout, rowWeights = null } = this.#options;
    const { label, weight, lossWeight } = this.#rows;
    const { tables, dense, parameters } = this.#tensors;
    const feeds = await tables.feed(this.#feeds, batch, () => {
      batch.copyNext?.();
      if (dropout > 0) for (const values of this.#uniforms) fillUniform(values, uniforms);
    });
    Object.assign(feeds, { label, weight, rate: Float32Array.of(rate) });
    if (rowWeights !== null) feeds["lossWeight"] = lossWeight;
    for (const [name, values] of [...dense, ...parameters]) feeds[name] = values;
    if (dropout > 0) this.#uniforms.forEach((values, l) => (feeds[`uniform/${l}`] = values));
    return feeds;
  }
}
