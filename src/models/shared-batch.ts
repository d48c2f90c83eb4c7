import type { EncodedBatch, FeatureIds } from "../data/batch.ts";

/** Ids of the rows of a batch. */
export interface TableBatch {
  readonly rows: number;
  readonly features: readonly FeatureIds[];
}

/** A batch as it is sent to another thread: table rows of all features in one piece of shared memory. */
export interface SentBatch {
  readonly rows: number;
  readonly memory: Int32Array;
  /** By feature: where its table rows begin and end, and where its offsets begin, -1 for none. */
  readonly places: readonly (readonly [from: number, to: number, offsets: number])[];
}

/** Copies batches into shared memory, with table rows for ids. */
export class SharedBatch {
  readonly #allocate: (length: number) => Int32Array;
  #memory: Int32Array = new Int32Array(0);

  /** @param allocate shared memory of so many numbers; default: memory of its own */
  constructor(
    allocate: (length: number) => Int32Array = (length) => new Int32Array(new SharedArrayBuffer(4 * length)),
  ) {
    this.#allocate = allocate;
  }

  /** @param buckets by feature: table rows of ids, null where these are the rows; features behind them are left out */
  fill(batch: Pick<EncodedBatch, "rows" | "features">, buckets: readonly (Int32Array | null)[]): SentBatch {
    const { rows } = batch;
    const features = batch.features.slice(0, buckets.length);
    let length = 0;
    const places = features.map(({ offsets }, f) => {
      const from = length;
      const to = from + idsOf(features[f], rows);
      length = to + (offsets === null ? 0 : rows + 1);
      return [from, to, offsets === null ? -1 : to] as const;
    });
    if (length > this.#memory.length) this.#memory = this.#allocate(2 * length);
    const memory = this.#memory;
    features.forEach(({ ids, offsets }, f) => {
      const [from, to] = places[f];
      copyRows(ids, buckets[f], memory, from, to);
      if (offsets !== null) memory.set(offsets.subarray(0, rows + 1), to);
    });
    return { rows, memory, places };
  }
}

/** The batch in the thread that it was sent to. */
export function receivedBatch({ rows, memory, places }: SentBatch): TableBatch {
  const features = places.map(([from, to, offsets]) => ({
    ids: memory.subarray(from, to),
    offsets: offsets < 0 ? null : memory.subarray(offsets, offsets + rows + 1),
  }));
  return { rows, features };
}

/** Some rows of a batch. */
export function rowsFrom({ features }: TableBatch, from: number, rows: number): TableBatch {
  const part = features.map(({ ids, offsets }) =>
    offsets === null
      ? { ids: ids.subarray(from, from + rows), offsets }
      : { ids, offsets: offsets.subarray(from, from + rows + 1) },
  );
  return { rows, features: part };
}

function idsOf({ offsets }: FeatureIds, rows: number): number {
  return offsets === null ? rows : offsets[rows];
}

function copyRows(ids: Int32Array, bucketOfId: Int32Array | null, memory: Int32Array, from: number, to: number): void {
  if (bucketOfId === null) memory.set(ids.subarray(0, to - from), from);
  else for (let i = from; i < to; i++) memory[i] = bucketOfId[ids[i - from]];
}
