import type { Compiled, Device, TensorData } from "../../compute/types.ts";
import type { TowerName, TwoTowers } from "../../models/two-tower/two-towers.ts";
import { adamRate } from "../../nn/adam-rate.ts";
import { initialise } from "../../nn/parameter.ts";
import type { Vectors } from "../../retrieval/types.ts";
import { createRng, type Rng } from "../../util/rng.ts";
import type { EmbeddingTable } from "../embedding-table.ts";
import { requireFinite } from "./require-finite.ts";
import type { NegativeSource } from "./negatives.ts";
import { StepBuffers } from "./step-buffers.ts";
import { type Entities, TowerEmbeddings } from "./tower-embeddings.ts";
import type { TowerFields } from "./tower-fields.ts";
import type { TrainingPairs } from "./training-pairs.ts";
import { type StepShape, towerProgram, towerSignature, twoTowerProgram, twoTowerSignature } from "./two-tower-step.ts";

export interface TwoTowerOptions extends StepShape {
  readonly towers: TwoTowers;
  readonly learningRate: number;
  /** Learning rate of embeddings as a multiple of the other. */
  readonly embeddingRate: number;
  /** L2 penalty on the embedding rows that a batch touches. */
  readonly embeddingL2: number;
}

/** Entities per call of a tower in serving. */
const servedRows = 4096;

/** The compiled programs of two towers, which runs with different seeds share. */
export interface TwoTowerPrograms extends Readonly<Record<TowerName, Compiled>> {
  readonly step: Compiled;
  close(): Promise<void>;
}

export async function compileTowers(device: Device, options: TwoTowerOptions): Promise<TwoTowerPrograms> {
  const { towers } = options;
  const step = await device.compile(twoTowerProgram(towers, options), twoTowerSignature(towers, options));
  const tower = (name: TowerName): Promise<Compiled> =>
    device.compile(towerProgram(towers, name), towerSignature(towers, name, servedRows));
  const [user, item] = [await tower("user"), await tower("item")];
  const close = async (): Promise<void> => {
    for (const program of [step, user, item]) await program.close();
  };
  return { step, user, item, close };
}

/** Two towers in training: embedding tables outside the graph, one compiled step for everything else. */
export class TwoTowerTrainer {
  readonly options: TwoTowerOptions;
  readonly embeddings: TowerEmbeddings;
  /** The towers' tensors by name, state among them, and, under `m/` and `v/`, Adam's moments of the parameters. */
  readonly dense = new Map<string, Float32Array>();
  /** Optimiser steps done. */
  steps = 0;
  /** What the learning rate is multiplied by from now on. */
  rateFactor = 1;
  readonly #programs: TwoTowerPrograms;
  readonly #buffers: StepBuffers;

  constructor(programs: TwoTowerPrograms, fields: TowerFields, options: TwoTowerOptions, seed: number) {
    this.options = options;
    this.#programs = programs;
    this.#buffers = new StepBuffers(options.towers, options);
    const { specs, state, domains, ownTables } = options.towers;
    this.embeddings = new TowerEmbeddings(fields, { seed, domains, ownTables });
    for (const spec of specs) {
      const values = initialise(spec, createRng(seed, spec.name));
      this.dense.set(spec.name, values);
      for (const moment of ["m/", "v/"]) this.dense.set(moment + spec.name, new Float32Array(values.length));
    }
    for (const spec of state) this.dense.set(spec.name, initialise(spec, createRng(seed, spec.name)));
  }

  get tables(): TowerEmbeddings["tables"] {
    return this.embeddings.tables;
  }

  /** The embedding tables by number, as checkpoints know them. */
  get ownTables(): ReadonlyMap<number, EmbeddingTable> {
    return new Map(this.tables.entries());
  }

  /** One step on at most B pairs; the loss, mean over them. Errors: DomainlensError("compute") for a tensor that is not finite. */
  async train(pairs: TrainingPairs, negatives: NegativeSource, rngs: { draw: Rng; dropout: Rng }): Promise<number> {
    this.steps++;
    const { learningRate, embeddingRate } = this.options;
    const rate = adamRate(learningRate * this.rateFactor, this.steps);
    const { users, items } = this.#buffers.fill(pairs, negatives, rngs, this.embeddings);
    const outputs = await this.#programs.step.run({
      ...this.#buffers.feeds,
      rate: Float32Array.of(rate),
      ...Object.fromEntries(this.dense),
    });
    requireFinite(
      outputs,
      this.steps,
      this.options.towers.specs.map(({ name }) => name),
    );
    for (const [name, values] of this.dense) values.set(outputs[`next/${name}`]);
    if (embeddingRate > 0) this.#trainEmbeddings(users, items, outputs, rate * embeddingRate);
    return outputs["loss"][0];
  }

  #trainEmbeddings(
    users: Entities,
    items: Entities,
    outputs: Readonly<Record<string, TensorData>>,
    rate: number,
  ): void {
    this.embeddings.begin();
    this.embeddings.add("user", users, floats(outputs["dUser"]));
    this.embeddings.add("item", items, floats(outputs["dItems"]));
    this.embeddings.apply({ rate, l2: this.options.embeddingL2 });
  }

  /** H */
  vectorSize(tower: TowerName): number {
    return this.#programs[tower].outputs["vector"].shape[1];
  }

  /** Vectors of entities of one tower under a domain, as in serving. */
  async vectors(tower: TowerName, numbers: Int32Array, domain: number): Promise<Vectors> {
    return this.#serve(tower, numbers, domain, "vector");
  }

  /** The weights of the features in an adaptation layer that weighs them, [rows, N]; undefined for towers without. */
  async adaptation(tower: TowerName, numbers: Int32Array, domain: number): Promise<Vectors | undefined> {
    return "scores" in this.#programs[tower].outputs ? this.#serve(tower, numbers, domain, "scores") : undefined;
  }

  async #serve(tower: TowerName, numbers: Int32Array, domain: number, output: "vector" | "scores"): Promise<Vectors> {
    const program = this.#programs[tower];
    const [, size] = program.outputs[output].shape;
    const { fields, embeddingSize, domains } = this.options.towers;
    const x = new Float32Array(servedRows * fields[tower] * embeddingSize);
    const hot = new Float32Array(servedRows * domains);
    const values = new Float32Array(numbers.length * size);
    for (let from = 0; from < numbers.length; from += servedRows) {
      const part = numbers.subarray(from, from + servedRows);
      const entities = {
        count: part.length,
        numbers: part,
        domains: new Int32Array(part.length).fill(domain),
        others: null,
      };
      this.embeddings.gather(tower, entities, x);
      hot.fill(0);
      for (let r = 0; r < part.length; r++) hot[r * domains + domain] = 1;
      const outputs = await program.run({ x, domain: hot, ...Object.fromEntries(this.dense) });
      values.set(floats(outputs[output]).subarray(0, part.length * size), from * size);
    }
    return { rows: numbers.length, size, values };
  }
}

function floats(data: TensorData): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}
