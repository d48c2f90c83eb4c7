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

/** A place for every cell there can be. */
export function denseCells(domains: number, ids: number): CellIndex {
  const capacity = domains * ids;
  const slots = new Int32Array(capacity);
  let used = 0;
  return {
    capacity,
    limit: Infinity,
    get used() {
      return used;
    },
    slot: (domain, id) => id * domains + domain,
    use(slot) {
      slots[used++] = slot;
    },
    cells: () => ({
      domain: slots.slice(0, used).map((at) => at % domains),
      id: slots.slice(0, used).map((at) => Math.floor(at / domains)),
      slots: slots.slice(0, used),
    }),
    clear() {
      used = 0;
    },
  };
}

/** Open addressing for cells too many for arrays; `size` is a power of two, and half of it may be in use. */
export function hashedCells(domains: number, size: number): CellIndex {
  const domainOf = new Int32Array(size);
  const idOf = new Int32Array(size).fill(-1);
  const slots = new Int32Array(size);
  let used = 0;
  return {
    capacity: size,
    limit: size / 2,
    get used() {
      return used;
    },
    slot(domain, id) {
      let at = (Math.imul(id * domains + domain, 0x9e3779b1) >>> 7) & (size - 1);
      while (idOf[at] !== -1 && (idOf[at] !== id || domainOf[at] !== domain)) at = (at + 1) & (size - 1);
      if (idOf[at] === -1) {
        idOf[at] = id;
        domainOf[at] = domain;
      }
      return at;
    },
    use(slot) {
      slots[used++] = slot;
    },
    cells: () => {
      const held = slots.slice(0, used);
      return { domain: held.map((at) => domainOf[at]), id: held.map((at) => idOf[at]), slots: held };
    },
    clear() {
      for (let i = 0; i < used; i++) idOf[slots[i]] = -1;
      used = 0;
    },
  };
}
