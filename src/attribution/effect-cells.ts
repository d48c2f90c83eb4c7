import { fixedPoint } from "../data/artifacts/attribute.ts";
import type { FeatureIds } from "../data/batch.ts";
import type { EffectPart } from "../data/effects-writer.ts";
import { DomainlensError } from "../util/errors.ts";
import { type CellIndex, DenseCells, HashedCells } from "./cell-index.ts";

const one = 2 ** fixedPoint.massBits;
const effectOne = 2 ** fixedPoint.effectBits;
const squaredOne = 2 ** fixedPoint.effectSquaredBits;
/** Sums of integers are exact in float64 below 2^53; cells are handed on before any could get there. */
const exactLimit = 2 ** 52;
/** Rows whose mass, 1 each, reaches it. */
const rowLimit = exactLimit / one;
/** Cells kept as plain arrays, and cells of a hashed table before they are handed on. */
const denseLimit = 2 ** 20;
const hashedLimit = 2 ** 17;

/** Ids that are put in their places one by one: sorting an array has a price of its own. */
const shortList = 32;
/** Places of a cell's sums: rows, effect, effect squared, and of a sequence elements and mass; so many that no cell lies in two cache lines. */
const [scalarStride, sequenceStride] = [4, 8];
/** What finds a cell, in bytes: in plain arrays and hashed; and a cell that is handed on. */
const [inPlainArray, hashed, handedOnCell] = [4, 3 * 4, 5 * 8 + 2 * 4 + 4];

/** Bytes of the effect histogram of a feature: what is kept, and at most handed on at a time. */
export function effectCellMemory(
  domains: number,
  { ids, sequence }: { readonly ids: number; readonly sequence: boolean },
): { readonly kept: number; readonly handedOn: number } {
  const cells = domains * ids;
  const sums = 8 * (sequence ? sequenceStride : scalarStride);
  if (cells <= denseLimit) return { kept: (sums + inPlainArray) * cells, handedOn: handedOnCell * cells };
  return { kept: 2 * hashedLimit * (sums + hashed), handedOn: hashedLimit * handedOnCell };
}

/** What a batch gives one feature; `weights` are the effect weights w of its rows at [b * stride + column]. */
export interface EffectBatch {
  readonly rows: number;
  /** Positions of its rows in the log, and its own number, from 1, for errors. */
  readonly row: Float64Array;
  readonly number: number;
  readonly domain: Int32Array;
  readonly ids: FeatureIds;
  readonly weights: Float64Array;
  readonly stride: number;
  readonly column: number;
}

/**
 * The effect histogram of one feature (DSFM, Eq. 3 and 6): per domain and id the sums of c, w c and (w c)² in fixed point, w the
 * effect weight of the row and c the share of the id in it. Integer sums do not depend on the order of rows.
 */
export class EffectCells {
  readonly #feature: number;
  readonly #name: string;
  /** The id 0 of a numeric support is null: it adds nothing. */
  readonly #skipsZero: boolean;
  readonly #index: CellIndex;
  readonly #stride: number;
  /** [slot * stride + place] */
  readonly #sums: Float64Array;
  readonly #full: EffectPart[] = [];
  /** Rows of sequences since the last drain. */
  #rows = 0;
  #scratch = new Int32Array(64);

  constructor(feature: { index: number; name: string; kind: string; sequence: boolean; ids: number }, domains: number) {
    this.#feature = feature.index;
    this.#name = feature.name;
    this.#skipsZero = feature.kind === "numerical";
    const cells = domains * feature.ids;
    this.#index =
      cells <= denseLimit ? new DenseCells(domains, feature.ids) : new HashedCells(domains, 2 * hashedLimit);
    this.#stride = feature.sequence ? sequenceStride : scalarStride;
    this.#sums = new Float64Array(this.#index.capacity * this.#stride);
  }

  add(batch: EffectBatch): void {
    const { ids, offsets } = batch.ids;
    if (offsets === null) this.#addScalars(batch, ids);
    else this.#addSequences(batch, ids, offsets);
  }

  /** Cells that are complete parts of the histogram; all of them when `end`. */
  take(end = false): EffectPart[] {
    if (end && this.#index.used > 0) this.#drain();
    return this.#full.splice(0);
  }

  #addScalars(batch: EffectBatch, ids: Int32Array): void {
    const { rows, domain, weights, stride, column } = batch;
    for (let b = 0; b < rows; b++) {
      const id = ids[b];
      if (id === 0 && this.#skipsZero) continue;
      const weight = weights[b * stride + column];
      if (!fits(weight)) throw beyondFixedPoint(this.#name, batch, b);
      this.#addCell(domain[b], id, weight);
    }
  }

  #addSequences(batch: EffectBatch, ids: Int32Array, offsets: Int32Array): void {
    const { rows, domain, weights, stride, column } = batch;
    for (let b = 0; b < rows; b++) {
      const length = offsets[b + 1] - offsets[b];
      if (length === 0) continue;
      const weight = weights[b * stride + column];
      if (!fits(weight)) throw beyondFixedPoint(this.#name, batch, b);
      if (this.#rows >= rowLimit) this.#drain();
      this.#rows++;
      const sorted = this.#sorted(ids, offsets[b], length);
      for (let from = 0; from < length;) {
        let to = from + 1;
        while (to < length && sorted[to] === sorted[from]) to++;
        const share = (to - from) / length;
        const at = this.#addCell(domain[b], sorted[from], weight * share);
        this.#sums[at + 3] += to - from;
        this.#sums[at + 4] += Math.round(share * one);
        from = to;
      }
    }
  }

  /** The ids in order, in the first places of an array that the next call overwrites. */
  #sorted(ids: Int32Array, from: number, length: number): Int32Array {
    if (length > this.#scratch.length) this.#scratch = new Int32Array(2 * length);
    const own = this.#scratch;
    if (length > shortList) {
      own.set(ids.subarray(from, from + length));
      own.subarray(0, length).sort();
      return own;
    }
    for (let l = 0; l < length; l++) {
      const id = ids[from + l];
      let at = l;
      for (; at > 0 && own[at - 1] > id; at--) own[at] = own[at - 1];
      own[at] = id;
    }
    return own;
  }

  /** Adds a row to what every cell sums up; returns where the sums of its cell begin. */
  #addCell(domain: number, id: number, effect: number): number {
    const fixed = Math.round(effect * effectOne);
    const squared = Math.round(effect * effect * squaredOne);
    const index = this.#index;
    if (index.used >= index.limit) this.#drain();
    let slot = index.slot(domain, id);
    const sums = this.#sums;
    const full = slot * this.#stride;
    if (sums[full + 1] + fixed >= exactLimit || sums[full + 2] + squared >= exactLimit) {
      this.#drain();
      slot = index.slot(domain, id);
    }
    const at = slot * this.#stride;
    if (sums[at] === 0) index.use(slot);
    sums[at]++;
    sums[at + 1] += fixed;
    sums[at + 2] += squared;
    return at;
  }

  #drain(): void {
    const { domain, id, slots } = this.#index.cells();
    const all = this.#sums;
    const stride = this.#stride;
    const sumOf = (place: number): BigInt64Array =>
      BigInt64Array.from(slots, (slot) => BigInt(all[slot * stride + place]));
    const [rows, effects, squares] = [sumOf(0), sumOf(1), sumOf(2)];
    // A row has one element of a scalar, and all of its mass.
    const isSequence = stride === sequenceStride;
    const elements = isSequence ? sumOf(3) : rows;
    const masses = isSequence ? sumOf(4) : rows.map((count) => count * BigInt(one));
    for (const slot of slots) all.fill(0, slot * stride, (slot + 1) * stride);
    this.#index.clear();
    this.#rows = 0;
    this.#full.push({ feature: this.#feature, domain, id, sums: [rows, elements, masses, effects, squares] });
  }
}

/** Whether a weight and its square are exact in fixed point; a share of it then is as well. */
function fits(weight: number): boolean {
  return weight * effectOne < exactLimit && weight * weight * squaredOne < exactLimit;
}

function beyondFixedPoint(
  name: string,
  { row, number, weights, stride, column }: EffectBatch,
  b: number,
): DomainlensError {
  return new DomainlensError("compute", {
    what: `the attribution of feature ${name} in row ${row[b]}, batch ${number}, is not a number or too large for the effect histogram`,
    value: String(weights[b * stride + column]),
    remedy: "use attribute.target: probability, or train the base model with a lower learning rate",
  });
}
