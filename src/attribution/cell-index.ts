/** The cells of one part of a histogram, in the order of their first use; `slots` are their places. */
export interface UsedCells {
  readonly domain: Int32Array;
  readonly id: Int32Array;
  readonly slots: Int32Array;
}

/** Finds the place of a cell (domain, id) in an array of sums. */
export interface CellIndex {
  /** Places that there are. */
  readonly capacity: number;
  /** Cells in use. */
  readonly used: number;
  /** Cells after which the index must be cleared. */
  readonly limit: number;
  slot(domain: number, id: number): number;
  /** Tells that a slot is in use from now on. */
  use(slot: number): void;
  cells(): UsedCells;
  clear(): void;
}

// Classes, not closures: their methods are the same functions for every feature, which the caller's loop can take in.

/** A place for every cell there can be. */
export class DenseCells implements CellIndex {
  readonly capacity: number;
  readonly limit = Infinity;
  readonly #domains: number;
  readonly #slots: Int32Array;
  #used = 0;

  constructor(domains: number, ids: number) {
    this.capacity = domains * ids;
    this.#domains = domains;
    this.#slots = new Int32Array(this.capacity);
  }

  get used(): number {
    return this.#used;
  }

  slot(domain: number, id: number): number {
    return id * this.#domains + domain;
  }

  use(slot: number): void {
    this.#slots[this.#used++] = slot;
  }

  cells(): UsedCells {
    const slots = this.#slots.slice(0, this.#used);
    const domains = this.#domains;
    return { domain: slots.map((at) => at % domains), id: slots.map((at) => Math.floor(at / domains)), slots };
  }

  clear(): void {
    this.#used = 0;
  }
}

/** Open addressing for cells too many for arrays; `capacity` is a power of two, and half of it may be in use. */
export class HashedCells implements CellIndex {
  readonly capacity: number;
  readonly limit: number;
  readonly #domains: number;
  readonly #domainOf: Int32Array;
  readonly #idOf: Int32Array;
  readonly #slots: Int32Array;
  #used = 0;

  constructor(domains: number, capacity: number) {
    this.capacity = capacity;
    this.limit = capacity / 2;
    this.#domains = domains;
    this.#domainOf = new Int32Array(capacity);
    this.#idOf = new Int32Array(capacity).fill(-1);
    this.#slots = new Int32Array(capacity);
  }

  get used(): number {
    return this.#used;
  }

  slot(domain: number, id: number): number {
    const mask = this.capacity - 1;
    const ids = this.#idOf;
    let at = (Math.imul(id * this.#domains + domain, 0x9e3779b1) >>> 7) & mask;
    while (ids[at] !== -1 && (ids[at] !== id || this.#domainOf[at] !== domain)) at = (at + 1) & mask;
    if (ids[at] === -1) {
      ids[at] = id;
      this.#domainOf[at] = domain;
    }
    return at;
  }

  use(slot: number): void {
    this.#slots[this.#used++] = slot;
  }

  cells(): UsedCells {
    const slots = this.#slots.slice(0, this.#used);
    return { domain: slots.map((at) => this.#domainOf[at]), id: slots.map((at) => this.#idOf[at]), slots };
  }

  clear(): void {
    for (let i = 0; i < this.#used; i++) this.#idOf[this.#slots[i]] = -1;
    this.#used = 0;
  }
}
