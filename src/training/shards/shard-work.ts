import { bindProgram, type BoundProgram, type ProgramFacts } from "../../compute/bound-program.ts";
import type { Gathered } from "../../models/embedding.ts";
import { historyName } from "../../models/network.ts";
import { rowsFrom, type TableBatch } from "../../models/shared-batch.ts";
import type { GatheredGradients, TableWork } from "../table-threads/table-work.ts";

/** What threads share of the shards of a step; every array is in shared memory. */
export interface ShardFacts {
  readonly program: ProgramFacts;
  /** R, rows of a shard. */
  readonly rows: number;
  /** By name: what the program reads of the rows of a whole batch beside their embeddings. */
  readonly ofRows: Readonly<Record<string, Float32Array>>;
  /** By name: what every shard reads alike. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
  /** By shard: its outputs that belong to no row, by name. */
  readonly results: readonly Readonly<Record<string, Float32Array>>[];
}

/** Room of one thread for the shards that it runs, one at a time, and where the gradients of all go. */
export interface ShardRoom {
  readonly tables: TableWork;
  readonly gathered: Gathered;
  readonly gradients: GatheredGradients;
}

/** Runs shards of a step: gathers their rows, computes loss and gradients, and writes these to their places. */
export class ShardWork {
  readonly #facts: ShardFacts;
  readonly #room: ShardRoom;
  #program: Promise<BoundProgram> | undefined;

  constructor(facts: ShardFacts, room: ShardRoom) {
    this.#facts = facts;
    this.#room = room;
  }

  async run(shard: number, batch: TableBatch): Promise<void> {
    const { program: compiled, rows: most } = this.#facts;
    const program = await (this.#program ??= bindProgram(compiled));
    const { inputs, outputs } = program;
    const from = shard * most;
    const rows = Math.min(most, batch.rows - from);
    this.#fill(inputs, batch, { from, rows });
    await program.run();
    const { dx, histories } = this.#room.gradients;
    takeRows(outputs["dx"], dx, { from, rows, most });
    histories.forEach((into, i) => takeRows(outputs[`d${historyName(i)}`], into, { from, rows, most }));
    for (const [name, into] of Object.entries(this.#facts.results[shard])) into.set(outputs[name]);
  }

  async close(): Promise<void> {
    const program = await this.#program?.catch(() => undefined);
    await program?.close();
  }

  #fill(inputs: BoundProgram["inputs"], batch: TableBatch, { from, rows }: { from: number; rows: number }): void {
    const { tables, gathered } = this.#room;
    const { ofRows, tensors, rows: most } = this.#facts;
    tables.gatherAll(rowsFrom(batch, from, rows), gathered);
    giveRows(gathered.x, inputs["x"], { from: 0, rows, most });
    // Copies: ONNX Runtime takes no memory that threads share.
    gathered.histories.forEach(({ vectors, lengths }, i) => {
      inputs[historyName(i)].set(vectors);
      inputs[`${historyName(i)}/length`].set(lengths);
    });
    for (const [name, values] of Object.entries(ofRows)) giveRows(values, inputs[name], { from, rows, most });
    for (const [name, values] of Object.entries(tensors)) inputs[name].set(values);
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
