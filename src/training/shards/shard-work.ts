import { bindProgram, type BoundProgram, type ProgramFacts } from "../../compute/bound-program.ts";
import type { Gathered } from "../../models/embedding.ts";
import { historyName } from "../../models/network.ts";
import { rowsFrom, type TableBatch } from "../../models/shared-batch.ts";
import type { GatheredGradients, TableWork } from "../table-threads/table-work.ts";

/** What threads share of the shards of batches; every array is in shared memory. */
export interface ShardFacts {
  /** R, rows of a shard. */
  readonly rows: number;
  /** By name: what every shard reads alike. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
  readonly step: ShardProgram & {
    /** By shard: its outputs that belong to no row, by name. */
    readonly results: readonly Readonly<Record<string, Float32Array>>[];
    /** By shard: [P] the gradients among them, in the order of the parameters. */
    readonly gradients: readonly Float32Array[];
  };
  readonly predict: ShardProgram & {
    /** Of the rows of a whole batch, and of padding in its last shard. */
    readonly logits: Float32Array;
  };
}

interface ShardProgram {
  readonly program: ProgramFacts;
  /** By name: what the program reads of the rows of a whole batch beside their embeddings. */
  readonly ofRows: Readonly<Record<string, Float32Array>>;
}

/** Room of one thread for the shards that it runs, one at a time, and where the gradients of all go. */
export interface ShardRoom {
  readonly tables: TableWork;
  readonly gathered: Gathered;
  readonly gradients: GatheredGradients;
}

/** Runs shards of steps and predictions: gathers their rows, computes, and writes gradients or logits to their places. */
export class ShardWork {
  readonly #facts: ShardFacts;
  readonly #room: ShardRoom;
  readonly #programs: Partial<Record<"step" | "predict", Promise<BoundProgram>>> = {};

  constructor(facts: ShardFacts, room: ShardRoom) {
    this.#facts = facts;
    this.#room = room;
  }

  /** Loads the programs before they are needed; a failure is thrown where one is run. */
  async open(): Promise<void> {
    await Promise.allSettled([this.#program("step"), this.#program("predict")]);
  }

  /** Loss and gradients of a shard of a step. */
  async step(shard: number, batch: TableBatch): Promise<void> {
    const { outputs, ofShard } = await this.#run("step", shard, batch);
    const { dx, histories } = this.#room.gradients;
    takeRows(outputs["dx"], dx, ofShard);
    histories.forEach((into, i) => takeRows(outputs[`d${historyName(i)}`], into, ofShard));
    for (const [name, into] of Object.entries(this.#facts.step.results[shard])) into.set(outputs[name]);
  }

  /** Logits of a shard, those of padding too. */
  async predict(shard: number, batch: TableBatch): Promise<void> {
    const { outputs, ofShard } = await this.#run("predict", shard, batch);
    this.#facts.predict.logits.set(outputs["logit"], ofShard.from);
  }

  async close(): Promise<void> {
    for (const opened of Object.values(this.#programs)) {
      const program = await opened.catch(() => undefined);
      await program?.close();
    }
  }

  async #run(
    kind: "step" | "predict",
    shard: number,
    batch: TableBatch,
  ): Promise<Pick<BoundProgram, "outputs"> & { readonly ofShard: ShardRows }> {
    const { rows: most } = this.#facts;
    const program = await this.#program(kind);
    const from = shard * most;
    const ofShard = { from, rows: Math.min(most, batch.rows - from), most };
    this.#fill(program.inputs, this.#facts[kind].ofRows, batch, ofShard);
    await program.run();
    return { outputs: program.outputs, ofShard };
  }

  #program(kind: "step" | "predict"): Promise<BoundProgram> {
    return (this.#programs[kind] ??= bindProgram(this.#facts[kind].program));
  }

  #fill(inputs: BoundProgram["inputs"], ofRows: ShardProgram["ofRows"], batch: TableBatch, ofShard: ShardRows): void {
    const { tables, gathered } = this.#room;
    const { from, rows } = ofShard;
    tables.gatherAll(rowsFrom(batch, from, rows), gathered);
    giveRows(gathered.x, inputs["x"], { ...ofShard, from: 0 });
    // Copies: ONNX Runtime takes no memory that threads share.
    gathered.histories.forEach(({ vectors, lengths }, i) => {
      inputs[historyName(i)].set(vectors);
      inputs[`${historyName(i)}/length`].set(lengths);
    });
    for (const [name, values] of Object.entries(ofRows)) giveRows(values, inputs[name], ofShard);
    for (const [name, values] of Object.entries(this.#facts.tensors)) inputs[name].set(values);
  }
}

interface ShardRows {
  readonly from: number;
  readonly rows: number;
  readonly most: number;
}

/** Copies some rows of all to a shard, with zeros behind. */
function giveRows(all: Float32Array, shard: Float32Array, { from, rows, most }: ShardRows): void {
  const width = shard.length / most;
  shard.set(all.subarray(from * width, (from + rows) * width));
  shard.fill(0, rows * width);
}

function takeRows(shard: Float32Array, all: Float32Array, { from, rows, most }: ShardRows): void {
  const width = shard.length / most;
  all.set(shard.subarray(0, rows * width), from * width);
}
