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
  /** [F, 3] where the table rows of a feature begin and end, and where its offsets begin, -1 for none. */
  readonly places: Int32Array;
}

/** Shared memory for so many numbers, from a place of it on. */
export type SharedRoom = (length: number) => { readonly memory: Int32Array; readonly at: number };

/** Copies batches into shared memory, with table rows for ids: each beside the one before and over the one before that. */
export class SharedBatch {
  readonly #allocate: (length: number) => Int32Array;
  #memory: Int32Array = new Int32Array(0);
  /** Which half of the memory the next batch is copied to. */
  #half = 0;

  /** @param allocate shared memory of so many numbers; default: memory of its own */
  constructor(
    allocate: (length: number) => Int32Array = (length) => new Int32Array(new SharedArrayBuffer(4 * length)),
  ) {
    this.#allocate = allocate;
  }

  /** @param buckets as for `sendBatch` */
  fill(batch: Pick<EncodedBatch, "rows" | "features">, buckets: readonly (Int32Array | null)[]): SentBatch {
    return sendBatch(batch, buckets, (length) => {
      if (2 * length > this.#memory.length) this.#memory = this.#allocate(4 * length);
      this.#half = 1 - this.#half;
      return { memory: this.#memory, at: (this.#half * this.#memory.length) / 2 };
    });
  }
}

/** Copies a batch into shared memory. @param buckets by feature: table rows of ids, null where these are the rows; features behind them are left out */
export function sendBatch(
  batch: Pick<EncodedBatch, "rows" | "features">,
  buckets: readonly (Int32Array | null)[],
  room: SharedRoom,
): SentBatch {
  const { rows } = batch;
  const features = batch.features.slice(0, buckets.length);
  const lengths = features.map((feature) => idsOf(feature, rows) + (feature.offsets === null ? 0 : rows + 1));
  const { memory, at } = room(lengths.reduce((sum, length) => sum + length, 0));
  let from = at;
  const places = new Int32Array(3 * features.length);
  features.forEach(({ ids, offsets }, f) => {
    const to = from + idsOf(features[f], rows);
    copyRows(ids, buckets[f], memory, from, to);
    if (offsets !== null) memory.set(offsets.subarray(0, rows + 1), to);
    places.set([from, to, offsets === null ? -1 : to], 3 * f);
    from += lengths[f];
  });
  return { rows, memory, places };
}

/** The batch in the thread that it was sent to. */
export function receivedBatch({ rows, memory, places }: SentBatch): TableBatch {
  const features = Array.from({ length: places.length / 3 }, (_, f) => {
    const [from, to, offsets] = places.subarray(3 * f, 3 * f + 3);
    return {
      ids: memory.subarray(from, to),
      offsets: offsets < 0 ? null : memory.subarray(offsets, offsets + rows + 1),
    };
  });
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
