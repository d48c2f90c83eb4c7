import type { EncodedBatch } from "../../data/batch.ts";
import { fillOneHot } from "../../models/row-feeds.ts";
import type { Rng } from "../../util/rng.ts";
import { leastWeight } from "../../nn/losses.ts";
import { fillUniform } from "../fill-uniform.ts";
import type { RowStep } from "../row-updates.ts";
import { StepRows } from "../step-rows.ts";
import type { TrainerOptions } from "../trainer.ts";
import type { ComputedStep, TrainingStep } from "../training-step.ts";
import type { OpenStep, StepTensors } from "../whole-step.ts";
import { fillTensors } from "./shard-facts.ts";
import type { ShardFacts } from "./shard-work.ts";

/** Steps of a network that `runsAsShards`. */
export function openSharded(facts: ShardFacts, options: TrainerOptions): OpenStep {
  return (tensors) => new ShardedStep(facts, options, tensors);
}

/**
 * Steps whose rows are computed in shards, by one thread or several: the gradients of the shards are summed in their order, so that the bits do not depend on who computed
 * which, and dense Adam follows once for all.
 */
class ShardedStep implements TrainingStep {
  readonly #facts: ShardFacts;
  readonly #options: TrainerOptions;
  readonly #tensors: StepTensors;
  readonly #rows: StepRows;
  readonly #uniforms: readonly Float32Array[];
  /** What the uniform numbers of the next step were drawn from. */
  #drawnFrom: Rng | undefined;
  /** The batch of the next step, where what shards read of its rows is filled. */
  #filled: { readonly features: EncodedBatch["features"]; readonly weight: number } | undefined;
  readonly #squares: Float32Array;

  constructor(facts: ShardFacts, options: TrainerOptions, tensors: StepTensors) {
    const { network, batchSize, rowWeights = null } = options;
    this.#facts = facts;
    this.#options = options;
    this.#tensors = tensors;
    this.#rows = new StepRows(batchSize, rowWeights);
    this.#uniforms = Object.entries(facts.step.ofRows)
      .filter(([name]) => name.startsWith("uniform/"))
      .map(([, values]) => values);
    this.#squares = new Float32Array(1 + network.specs.length + (network.sequences ?? []).length);
  }

  async compute(batch: EncodedBatch, rates: RowStep, uniforms: Rng): Promise<ComputedStep> {
    const weight = this.#filled?.features === batch.features ? this.#filled.weight : this.#fillRows(batch);
    this.#filled = undefined;
    fillTensors(this.#facts, this.#tensors);
    // Those of a first step; others were drawn in the update of the step before.
    if (this.#drawnFrom !== uniforms) this.#draw(uniforms);
    const { tables, arrays } = this.#tensors;
    const { clipNorm = null, network } = this.#options;
    await tables.runShards(batch, rates);
    const shards = this.#facts.step.results.slice(0, Math.ceil(batch.rows / this.#facts.rows));
    const loss = Float32Array.of(shards.reduce((sum, shard) => sum + shard["loss"][0], 0));
    // Then others need not wait for the sums below: if these are beyond float32, training ends, whatever was updated.
    if (clipNorm === null && shards.every(hasFiniteGradients)) tables.beginUpdate();
    this.#squares.set(this.#squares.map((_, i) => shards.reduce((sum, { squares }) => sum + squares[i], 0)));
    // Of a parameter, those of the sum over the shards.
    this.#squares.set(arrays.sum(this.#facts.step.gradients.slice(0, shards.length)), 1);
    const dx = tables.gradients.dx.subarray(0, batch.rows * network.inputSize);
    return { loss, squares: this.#squares, dx, weight };
  }

  async apply({ rows, copyNext }: EncodedBatch, { rate }: RowStep): Promise<void> {
    const { tables, arrays } = this.#tensors;
    const factor = this.#clipFactor();
    if (factor !== 1) this.#scaleRows(rows, factor);
    // Other threads have tables to update, and take more of them the longer this one is busy.
    await tables.finishStep(() => {
      const next = copyNext?.();
      tables.prepare(next);
      arrays.step(factor, rate);
      if (this.#drawnFrom !== undefined) this.#draw(this.#drawnFrom);
      this.#filled = next && { features: next.features, weight: this.#fillRows(next) };
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Fills what shards read of the rows beside embeddings; returns the sum of the rows' weights. */
  #fillRows(batch: EncodedBatch): number {
    const { ofRows } = this.#facts.step;
    const weight = this.#rows.fill(batch);
    ofRows["label"].set(this.#rows.label);
    const { share } = ofRows;
    for (let b = 0; b < share.length; b++) share[b] = this.#rows.lossWeight[b] / Math.max(weight, leastWeight);
    const { domains } = this.#options.network;
    if (domains > 0) fillOneHot(ofRows["domain"], batch, domains);
    return weight;
  }

  /** Draws the uniform numbers of a step. */
  #draw(uniforms: Rng): void {
    for (const values of this.#uniforms) fillUniform(values, uniforms);
    this.#drawnFrom = uniforms;
  }

  #scaleRows(rows: number, factor: number): void {
    const { inputSize, sequences = [] } = this.#options.network;
    const { dx, histories } = this.#tensors.tables.gradients;
    scale(dx.subarray(0, rows * inputSize), factor);
    sequences.forEach(({ length, size }, i) => scale(histories[i].subarray(0, rows * length * size), factor));
  }

  /** As `clipFactor` in the program of all rows. */
  #clipFactor(): number {
    const { clipNorm = null } = this.#options;
    if (clipNorm === null) return 1;
    return Math.fround(
      clipNorm / Math.max(Math.sqrt(this.#squares.reduce((sum, square) => sum + square, 0)), clipNorm),
    );
  }
}

function hasFiniteGradients({ loss, squares }: ShardFacts["step"]["results"][number]): boolean {
  return Number.isFinite(loss[0]) && squares.every(Number.isFinite);
}

function scale(values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] *= factor;
}
