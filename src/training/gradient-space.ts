import type { RowMemory } from "../models/row-memory.ts";

/** Values of a digit that gradients are sorted by. */
const digits = 2048;
/** Rows whose sums the kernel holds at a time, at most. */
const blockRows = 260;

/** What the kernel needs to bring together the gradients of one step, a table at a time: addresses, of more room when a step needs it. */
export class GradientSpace {
  readonly #memory: RowMemory;
  readonly counts: number;
  #gradients = 0;
  #size = 0;
  keys = 0;
  spare = 0;
  from = 0;
  shares = 0;
  block = 0;

  constructor(memory: RowMemory) {
    this.#memory = memory;
    this.counts = memory.allocate(4 * digits);
  }

  /** Makes room for as many gradients of `size` numbers; what was listed before is lost. */
  reserve(gradients: number, size: number): void {
    if (gradients > this.#gradients) {
      this.#gradients = 2 * gradients;
      this.keys = this.#memory.allocate(8 * this.#gradients);
      this.spare = this.#memory.allocate(8 * this.#gradients);
      this.shares = this.#memory.allocate(8 * this.#gradients);
      this.from = this.#memory.allocate(4 * this.#gradients);
    }
    if (size > this.#size) {
      this.#size = size;
      this.block = this.#memory.allocate(4 * blockRows * (1 + size));
    }
  }
}
