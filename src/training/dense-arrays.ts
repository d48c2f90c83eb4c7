import { adamDefaults } from "../nn/adam-rate.ts";
import { DomainlensError } from "../util/errors.ts";
import { openKernel } from "../util/open-kernel.ts";

/** The functions of wasm/dense-adam.ts, where they are described: addresses in bytes. */
interface DenseKernel {
  add(sum: number, values: number, count: number): void;
  squares(values: number, count: number): number;
  adam(
    values: number,
    m: number,
    v: number,
    gradients: number,
    count: number,
    factor: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
  ): void;
}

const pageBytes = 65_536;
const { beta1, beta2, epsilon } = adamDefaults;

/** A parameter with its moments, each a part of the arrays of all. */
export interface ParameterArrays {
  readonly values: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

/**
 * The parameters of a network with Adam's moments, one behind the other, in the memory of a compiled kernel that sums the gradients of shards and updates them, in double precision
 * between what is stored.
 */
export class DenseArrays {
  /** By parameter. */
  readonly parameters: readonly ParameterArrays[];
  /** [P] those of the last step. */
  readonly gradients: Float32Array;
  readonly #kernel: DenseKernel;
  readonly #lengths: readonly number[];
  /** [P] those of one shard. */
  readonly #shard: Float32Array;

  /** Errors: DomainlensError("resources") for more than a memory holds. @param lengths how many numbers each parameter has */
  constructor(lengths: readonly number[]) {
    const length = lengths.reduce((sum, one) => sum + one, 0);
    const memory = memoryFor(5 * 4 * length);
    this.#kernel = openKernel<DenseKernel>("dense-adam", memory);
    const [values, m, v, gradients, shard] = [0, 1, 2, 3, 4].map(
      (i) => new Float32Array(memory.buffer, 4 * length * i, length),
    );
    let from = 0;
    this.parameters = lengths.map((one) => {
      const part = [values, m, v].map((all) => all.subarray(from, from + one));
      from += one;
      return { values: part[0], m: part[1], v: part[2] };
    });
    this.gradients = gradients;
    this.#lengths = lengths;
    this.#shard = shard;
  }

  /** Sums the gradients [P] of shards, one after the other, into `gradients`; returns the sum of squares of each parameter's. */
  sum([first, ...others]: readonly Float32Array[]): number[] {
    this.gradients.set(first);
    for (const shard of others) {
      this.#shard.set(shard);
      this.#kernel.add(this.gradients.byteOffset, this.#shard.byteOffset, shard.length);
    }
    let at = this.gradients.byteOffset;
    return this.#lengths.map((length) => {
      const squares = this.#kernel.squares(at, length);
      at += 4 * length;
      return squares;
    });
  }

  /** One step of every parameter. @param factor of the gradients @param rate from `adamRate` */
  step(factor: number, rate: number): void {
    const { gradients } = this;
    const [values, m, v] = [0, 1, 2].map((i) => 4 * gradients.length * i);
    this.#kernel.adam(values, m, v, gradients.byteOffset, gradients.length, factor, rate, beta1, beta2, epsilon);
  }
}

/** ONNX Runtime and files take arrays of it: it is not shared, and never grows. */
function memoryFor(bytes: number): WebAssembly.Memory {
  const pages = Math.max(1, Math.ceil(bytes / pageBytes));
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw new DomainlensError("resources", {
      what: "the dense parameters of a network, their moments and gradients need more memory than there is, or than the 4 GiB that WebAssembly can address",
      value: `${Math.ceil(bytes / 2 ** 20)} MiB`,
      remedy: "give the model fewer hidden units, or features smaller embeddings",
      limited: true,
      cause,
    });
  }
}
