import type { CodeMemory } from "./code-memory.ts";
import { Region } from "./region.ts";
import type { ValueTable } from "./value-table.ts";

/** Counts [known, C, stride] of all values of a table in C cells, in the kernel's memory: valid until that is cleared. */
export class CountTable {
  readonly values: ValueTable;
  readonly cells: number;
  /** Numbers of 32 bits of a value in a cell; the first one is how often it occurs. */
  readonly stride: number;
  readonly #memory: CodeMemory;
  readonly #counts: Region;
  #known = 0;

  constructor(memory: CodeMemory, values: ValueTable, { cells, stride }: Pick<CountTable, "cells" | "stride">) {
    this.#memory = memory;
    this.values = values;
    this.cells = cells;
    this.stride = stride;
    this.#counts = new Region(memory);
  }

  /** Address, with room for all values that are known by now. */
  reserve(): number {
    const bytes = 4 * this.cells * this.stride;
    const { known } = this.values;
    const at = this.#counts.reserveZeros(bytes * known, bytes * this.#known);
    this.#known = known;
    return at;
  }

  /** By place; the first is that of NULL. A view that is valid until something is allocated. */
  counts(): Uint32Array<ArrayBuffer> {
    return this.#memory.ints(this.reserve(), this.values.known * this.cells * this.stride);
  }

  /** Places that occur in some cell, but for that of NULL. */
  usedPlaces(): Uint32Array<ArrayBuffer> {
    const { cells, stride } = this;
    const counts = this.counts();
    const places = new Uint32Array(this.values.known);
    let used = 0;
    for (let place = 1; place < places.length; place++) {
      let at = place * cells * stride;
      const end = at + cells * stride;
      while (at < end && counts[at] === 0) at += stride;
      if (at < end) places[used++] = place;
    }
    return places.subarray(0, used);
  }
}
