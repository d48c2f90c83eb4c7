import { DomainlensError } from "../util/errors.ts";
import { type RowKernel, rowKernel } from "./row-kernel.ts";

/** Allocations begin at multiples of these bytes, the length of a cache line. */
const lineBytes = 64;
const pageBytes = 65_536;
/** What WebAssembly can address. */
const mostBytes = 2 ** 32;
/** Left for ids and what a step needs of them, which grow with the batches. */
const workBytes = 2 ** 29;

/** A memory that nobody uses any more, for the next one that needs about as much: nothing tells the garbage collector how much memory a shared one holds. */
let spare: WeakRef<WebAssembly.Memory> | undefined;

/**
 * Memory that the kernel for embedding rows works in, for arrays that live as long as it does: tables, and what is gathered from them. Threads share it:
 * `memory` can be sent to another one, and arrays in it too.
 */
export class RowMemory {
  readonly memory: WebAssembly.Memory;
  readonly kernel: RowKernel;
  /** [lines taken] in the first line. */
  readonly #taken: Int32Array;

  /** @param memory that of a `RowMemory` of another thread; default: a new one */
  constructor(memory = new WebAssembly.Memory({ initial: 1, maximum: mostBytes / pageBytes, shared: true })) {
    this.memory = memory;
    this.kernel = rowKernel(memory);
    this.#taken = new Int32Array(memory.buffer, 0, 1);
    // Behind the first line: address 0 stands for no array.
    Atomics.compareExchange(this.#taken, 0, 0, 1);
  }

  /** A memory for arrays of so many numbers together and ids of batches; undefined where they are more than one can hold. */
  static for(numbers: number): RowMemory | undefined {
    return 4 * numbers > mostBytes - workBytes ? undefined : new RowMemory(takeSpare(4 * numbers));
  }

  /** Gives the memory up: no array in it may be used from then on, in any thread. */
  release(): void {
    spare = new WeakRef(this.memory);
  }

  /** Zeros. The buffer of an array made earlier is a shorter one of the same memory, where that has grown. */
  floats(length: number): Float32Array {
    const from = this.allocate(4 * length);
    return new Float32Array(this.memory.buffer, from, length);
  }

  ints(length: number): Int32Array {
    const from = this.allocate(4 * length);
    return new Int32Array(this.memory.buffer, from, length);
  }

  /** Address of as many bytes that nobody else has. Errors: DomainlensError("resources") when the memory cannot hold them. */
  allocate(bytes: number): number {
    const lines = Math.ceil(bytes / lineBytes);
    const from = Atomics.add(this.#taken, 0, lines) * lineBytes;
    const end = from + lines * lineBytes;
    // Another thread may grow it meanwhile; then it is larger than asked for, by less than what both need.
    for (let held = this.memory.buffer.byteLength; held < end; held = this.memory.buffer.byteLength) {
      this.#grow(Math.ceil((end - held) / pageBytes));
    }
    return from;
  }

  #grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch (cause) {
      throw new DomainlensError("resources", {
        what: "the embedding tables and what a step reads of a batch need more memory than there is, or than the 4 GiB that WebAssembly can address",
        value: `${Math.ceil(this.memory.buffer.byteLength / 2 ** 20)} MiB held, ${Math.ceil((pages * pageBytes) / 2 ** 20)} more needed`,
        remedy: "lower base.batchSize, maxLength of sequences, or encode.maxVocabulary",
        limited: true,
        cause,
      });
    }
  }
}

/** Zeros that threads share: in `memory`, where there is one. */
export function sharedFloats(memory: RowMemory | undefined, length: number): Float32Array {
  return memory?.floats(length) ?? new Float32Array(new SharedArrayBuffer(4 * length));
}

/** The spare memory, all zeros; undefined where it is much larger than so many bytes. */
function takeSpare(bytes: number): WebAssembly.Memory | undefined {
  const memory = spare?.deref();
  if (memory === undefined || memory.buffer.byteLength > 2 * bytes + 2 ** 24) return undefined;
  spare = undefined;
  new Uint8Array(memory.buffer).fill(0);
  return memory;
}

/** Where an array of a `RowMemory` begins, for its kernel. */
export function addressOf(array: Float32Array | Int32Array): number {
  return array.byteOffset;
}
