import { describe, expect, it } from "vitest";
import type { EncodedBatch } from "../../src/data/batch.ts";
import type { Network } from "../../src/models/network.ts";
import { RowFeeds } from "../../src/models/row-feeds.ts";
import { sequenceInputs } from "../../src/models/sequence-inputs.ts";

/** Row r of the table is [r, -r]. */
const table = {
  spec: { size: 2, rows: 10, bucketOfId: null },
  weights: Float32Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? i / 2 : -(i - 1) / 2)),
  stride: 2,
};

/** Three histories: 3, 4, 5; none; and 6. */
const batch: EncodedBatch = {
  rows: 3,
  domain: new Int32Array(3),
  label: new Int32Array(3),
  row: new Float64Array(3),
  features: [{ ids: Int32Array.of(3, 4, 5, 6), offsets: Int32Array.of(0, 3, 3, 4) }],
};

const network = (length: number): Network => ({
  inputSize: 2,
  domains: 0,
  specs: [],
  state: [],
  sequences: [{ feature: 0, size: 2, length, candidate: undefined }],
  logits: ({ x }) => x,
});

describe("the vectors of a sequence", () => {
  it("are those of its last elements, from the first place on, and zero after them", () => {
    const feeds = new RowFeeds(network(2), { tables: [table] }, 4).fill(batch);
    expect(Array.from(feeds["history/0"])).toEqual([4, -4, 5, -5, 0, 0, 0, 0, 6, -6, 0, 0, 0, 0, 0, 0]);
    expect(Array.from(feeds["history/0/length"])).toEqual([2, 0, 1, 0]);
  });

  it("leave nothing behind for the next batch", () => {
    const rows = new RowFeeds(network(2), { tables: [table] }, 4);
    rows.fill(batch);
    const empty = { ...batch, features: [{ ids: new Int32Array(0), offsets: new Int32Array(4) }] };
    expect(Array.from(rows.fill(empty)["history/0"])).toEqual(new Array<number>(16).fill(0));
  });

  it("come beside the mean over all elements", () => {
    const feeds = new RowFeeds(network(2), { tables: [table] }, 3).fill(batch);
    expect(Array.from(feeds["x"])).toEqual([4, -4, 0, 0, 6, -6]);
  });
});

describe("the sequences among features", () => {
  const scalar = { sequence: false, role: "item", embedding: 4 };
  const sequence = { sequence: true, role: "user", embedding: 4, maxLength: 20 };

  it("have the scalar feature with their vocabulary as candidate, whoever owns it", () => {
    const features = [{ ...sequence, vocabularyOf: 1 }, scalar, { ...scalar, vocabularyOf: 3 }, sequence];
    expect(sequenceInputs(features)).toEqual([
      { feature: 0, size: 4, length: 20, candidate: 1 },
      { feature: 3, size: 4, length: 20, candidate: 2 },
    ]);
  });

  it("have no candidate where none shares their vocabulary, or only features of the user do", () => {
    const features = [scalar, sequence, { ...sequence, vocabularyOf: 1 }, { ...scalar, role: "user", vocabularyOf: 1 }];
    expect(sequenceInputs(features).map(({ candidate }) => candidate)).toEqual([undefined, undefined]);
  });

  it("find their candidate among some features of a log, by the indices in the whole", () => {
    const features = [
      { ...sequence, index: 2, vocabularyOf: 5 },
      { ...scalar, index: 3 },
      { ...scalar, index: 5 },
    ];
    expect(sequenceInputs(features)).toMatchObject([{ feature: 0, candidate: 2 }]);
  });
});
