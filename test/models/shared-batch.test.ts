import { expect, it } from "vitest";
import { receivedBatch, rowsFrom, SharedBatch } from "../../src/models/shared-batch.ts";

const scalar = { ids: Int32Array.of(3, 1, 9, 9), offsets: null };
const list = { ids: Int32Array.of(5, 6, 7, 9), offsets: Int32Array.of(0, 0, 3, 9) };

it("is received as the rows of the batch, lists with their offsets, without what lies behind them", () => {
  const received = receivedBatch(new SharedBatch().fill({ rows: 2, features: [scalar, list] }, [null, null]));
  expect(received).toEqual({
    rows: 2,
    features: [
      { ids: Int32Array.of(3, 1), offsets: null },
      { ids: Int32Array.of(5, 6, 7), offsets: Int32Array.of(0, 0, 3) },
    ],
  });
  expect(received.features[0].ids.buffer).toBeInstanceOf(SharedArrayBuffer);
});

it("has table rows for the ids of features with buckets, and leaves out features without a table", () => {
  const shared = new SharedBatch();
  const bucketOfId = Int32Array.of(0, 40, 0, 41);
  const received = receivedBatch(shared.fill({ rows: 2, features: [scalar, list] }, [bucketOfId]));
  expect(received.features).toEqual([{ ids: Int32Array.of(41, 40), offsets: null }]);
});

it("grows for a larger batch", () => {
  const shared = new SharedBatch();
  shared.fill({ rows: 1, features: [scalar] }, [null]);
  const ids = Int32Array.from({ length: 100 }, (_, i) => i);
  const received = receivedBatch(shared.fill({ rows: 100, features: [{ ids, offsets: null }] }, [null]));
  expect(received.features[0].ids).toEqual(ids);
});

it("stays beside the next one", () => {
  const shared = new SharedBatch();
  const fill = (first: number): Int32Array => {
    const ids = Int32Array.from({ length: 100 }, (_, i) => first + i);
    return receivedBatch(shared.fill({ rows: 100, features: [{ ids, offsets: null }] }, [null])).features[0].ids;
  };
  let [before, first] = [fill(0), 0];
  for (const next of [1000, 2000, 3000]) {
    const ids = fill(next);
    expect([before[0], before[99], ids[0], ids[99]]).toEqual([first, first + 99, next, next + 99]);
    [before, first] = [ids, next];
  }
});

it("a part has the scalars of its rows, and the lists where they lie", () => {
  const batch = { rows: 2, features: [scalar, list] };
  expect(rowsFrom(batch, 1, 1)).toEqual({
    rows: 1,
    features: [
      { ids: Int32Array.of(1), offsets: null },
      { ids: list.ids, offsets: Int32Array.of(0, 3) },
    ],
  });
});
