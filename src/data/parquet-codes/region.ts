import type { CodeMemory } from "./code-memory.ts";

/** An array in the kernel's memory that grows. */
export class Region {
  readonly #memory: CodeMemory;
  /** Its address, another one after it has grown. */
  at = 0;
  #bytes = 0;

  constructor(memory: CodeMemory) {
    this.#memory = memory;
  }

  /** Sees to it that as many bytes fit, and gives its address. @param kept bytes at its begin that stay; the others may be anything */
  reserve(bytes: number, kept = 0): number {
    if (bytes <= this.#bytes) return this.at;
    const larger = Math.max(bytes, 2 * this.#bytes);
    const at = this.#memory.allocate(larger);
    this.#memory.bytes(at, kept).set(this.#memory.bytes(this.at, kept));
    this.at = at;
    this.#bytes = larger;
    return at;
  }

  /** As `reserve`, with zeros behind what stays. */
  reserveZeros(bytes: number, kept: number): number {
    if (bytes <= this.#bytes) return this.at;
    this.reserve(bytes, kept);
    this.#memory.bytes(this.at + kept, this.#bytes - kept).fill(0);
    return this.at;
  }
}
