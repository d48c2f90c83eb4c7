import * as tf from "@tensorflow/tfjs";
import type { Compiled, Device } from "../compute/types.ts";
import type { Vectors } from "./types.ts";

/** Items of a chunk: what the largest score stands for. */
export const chunkItems = 16;
/** Rows of a block: its scores should stay in a processor's cache. */
const blockUsers = 128;
const blockItems = 4096;

/** The largest inner product of each chunk of items with each user of a block. */
export interface MaximaBlock {
  readonly firstChunk: number;
  readonly chunks: number;
  /** [chunks, users] */
  readonly maxima: Float32Array;
}

/** Inner products of users and items, a block at a time; only the maxima of chunks leave the device. */
export class ChunkMaxima {
  readonly #items: Vectors;
  readonly #programs: readonly ItemsProgram[];
  /** Rows of a block of users. */
  readonly users: number;

  private constructor(items: Vectors, programs: readonly ItemsProgram[], users: number) {
    this.#items = items;
    this.#programs = programs;
    this.users = users;
  }

  /** @param users how many users there are, in all */
  static async create(device: Device, items: Vectors, users: number): Promise<ChunkMaxima> {
    const rows = Math.ceil(users / Math.ceil(users / blockUsers));
    const rest = items.rows % blockItems;
    const sizes = [...(items.rows >= blockItems ? [blockItems] : []), ...(rest > 0 ? [rest] : [])];
    const programs: ItemsProgram[] = [];
    for (const size of sizes) programs.push(await compileItems(device, { items: size, users: rows, size: items.size }));
    return new ChunkMaxima(items, programs, rows);
  }

  /** The maxima of all items in turn. @param users [users, H]; rows beyond the last user may hold anything */
  async *blocks(users: Float32Array): AsyncGenerator<MaximaBlock> {
    const { rows, size, values } = this.#items;
    for (let first = 0; first < rows; first += blockItems) {
      const count = Math.min(blockItems, rows - first);
      const { compiled, buffer, chunks } = this.#programs[count === blockItems ? 0 : this.#programs.length - 1];
      const block = values.subarray(first * size, (first + count) * size);
      const { maxima } = await compiled.run({ users, items: buffer === null ? block : padded(block, size, buffer) });
      yield { firstChunk: first / chunkItems, chunks, maxima: maxima as Float32Array }; // The program gives float32.
    }
  }

  async close(): Promise<void> {
    for (const { compiled } of this.#programs) await compiled.close();
  }
}

interface ItemsProgram {
  readonly compiled: Compiled;
  readonly chunks: number;
  /** For items that do not fill their last chunk. */
  readonly buffer: Float32Array | null;
}

interface Shape {
  readonly items: number;
  readonly users: number;
  readonly size: number;
}

async function compileItems(device: Device, { items, users, size }: Shape): Promise<ItemsProgram> {
  const chunks = Math.ceil(items / chunkItems);
  const rows = chunks * chunkItems;
  const compiled = await device.compile(
    (t) => {
      // Items first: a chunk's scores are then rows, whose maximum takes one pass.
      const scores = tf.matMul<tf.Tensor2D>(t["items"], t["users"], false, true);
      return { maxima: tf.max(tf.reshape(scores, [chunks, chunkItems, users]), 1) };
    },
    { users: { shape: [users, size], dtype: "float32" }, items: { shape: [rows, size], dtype: "float32" } },
  );
  return { compiled, chunks, buffer: rows === items ? null : new Float32Array(rows * size) };
}

/** The block with copies of its last item up to the end of the chunk, which do not change the chunk's maximum. */
function padded(block: Float32Array, size: number, buffer: Float32Array): Float32Array {
  buffer.set(block);
  for (let at = block.length; at < buffer.length; at += size) buffer.copyWithin(at, block.length - size, block.length);
  return buffer;
}
