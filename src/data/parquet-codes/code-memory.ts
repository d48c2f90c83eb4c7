import { type CodeKernel, codeKernel } from "./code-kernel.ts";
import { NotCountable } from "./not-countable.ts";

const pageBytes = 65_536;
/** Allocations begin at multiples of these bytes, the length of a cache line. */
const lineBytes = 64;
/** Behind an allocation, as the kernel reads eight bytes at once. */
const padBytes = 8;

/** The memory that the kernel for value codes works in, of a bounded size: what is needed for one column at a time. */
export class CodeMemory {
  readonly kernel: CodeKernel;
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
  readonly #most: number;
  #top = lineBytes;

  /** @param most bytes that it may have */
  constructor(most: number) {
    this.#most = most;
    this.kernel = codeKernel(this.#memory);
  }

  /** Views of the memory are valid until something is allocated. */
  get buffer(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer; // No other thread shares it.
  }

  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.buffer, at, length);
  }

  ints(at: number, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.buffer, at, length);
  }

  doubles(at: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.buffer, at, length);
  }

  /** Address of as many bytes that nobody else has, with anything in them. Errors: NotCountable where there are not as many. */
  allocate(bytes: number): number {
    const from = this.#top;
    const end = Math.ceil((from + bytes + padBytes) / lineBytes) * lineBytes;
    if (end > this.#most) throw new NotCountable(`it takes more than ${this.#most} bytes of memory`);
    if (end > this.buffer.byteLength) this.#memory.grow(Math.ceil((end - this.buffer.byteLength) / pageBytes));
    this.#top = end;
    return from;
  }

  /** Takes all back that was allocated. */
  clear(): void {
    this.#top = lineBytes;
  }
}
