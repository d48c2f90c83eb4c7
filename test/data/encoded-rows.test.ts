import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EncodedSplit } from "../../src/data/encoded-rows.ts";
import { ReadAhead } from "../../src/util/read-ahead.ts";
import { openTrainingLog, type TrainingLog } from "../support/training-log.ts";

/** Rows whose `_row` leaves 1 when divided by 3 are of domain 1. */
let log: TrainingLog;
beforeAll(async () => {
  log = await openTrainingLog({ train: 640, valid: 120, test: 100 });
});
afterAll(() => log.session.close());

const train = (): EncodedSplit => new EncodedSplit(log.session, log.encodeDir, log.encode, "train");

interface Read {
  readonly rows: number[];
  readonly domains: Set<number>;
  readonly sizes: number[];
}

async function read(split: EncodedSplit, epoch?: number): Promise<Read> {
  const result: Read = { rows: [], domains: new Set(), sizes: [] };
  const shuffle = epoch === undefined ? undefined : { seed: 5, epoch };
  for await (const batch of split.batches({ batchSize: 64, shuffle })) {
    result.sizes.push(batch.rows);
    result.rows.push(...batch.row.subarray(0, batch.rows));
    for (const d of batch.domain.subarray(0, batch.rows)) result.domains.add(d);
  }
  return result;
}

describe("the rows of some domains", () => {
  it("are exactly those of the split that have the domain, in order", async () => {
    const all = await read(train());
    const some = await read(await train().ofDomains([1]));
    expect(some.rows).toEqual(all.rows.filter((row) => row % 3 === 1));
    expect([...some.domains]).toEqual([1]);
  });

  it("are counted beforehand: 214 of domain 0 and 213 of domain 2 in 640", async () => {
    expect((await train().ofDomains([0, 2])).rows).toBe(427);
  });

  it("fill every batch but the last", async () => {
    const { sizes } = await read(await train().ofDomains([1]), 1);
    expect(sizes).toEqual([64, 64, 64, 21]);
  });

  it("come in another order in each epoch, and in the same again for the same", async () => {
    const split = await train().ofDomains([1]);
    const [first, second] = [await read(split, 1), await read(split, 2)];
    expect(first.rows).not.toEqual(second.rows);
    expect(first.rows.toSorted((a, b) => a - b)).toEqual(second.rows.toSorted((a, b) => a - b));
    expect(await read(await train().ofDomains([1]), 1)).toEqual(first);
  });

  it("may be none", async () => {
    const split = await train().ofDomains([]);
    expect([split.rows, (await read(split, 1)).rows]).toEqual([0, []]);
  });
});

describe("batches", () => {
  /** Rows and all ids; `tell` is asked of every batch whether the next one is to be copied: all of it, or a part first. */
  async function everything(split: EncodedSplit, tell: (n: number) => boolean | "some"): Promise<number[][]> {
    const found: number[][] = [];
    const shuffle = { seed: 5, epoch: 1 };
    for await (const { rows, row, features, copyNext, copySome } of split.batches({
      batchSize: 64,
      shuffle,
      copied: "when told",
    })) {
      const told = tell(found.length);
      if (told === "some") copySome?.();
      else if (told) copyNext?.();
      // Read after the next one was copied: it has arrays of its own.
      const ids = features.flatMap((feature) => [...feature.ids.subarray(0, rows)]);
      found.push([...row.subarray(0, rows), ...ids]);
    }
    return found;
  }

  it("are the same whenever they are copied", async () => {
    const never = await everything(train(), () => false);
    expect(never.length).toBe(10);
    expect(await everything(train(), () => true)).toEqual(never);
    expect(await everything(train(), (n) => n % 2 === 1)).toEqual(never);
    expect(await everything(train(), () => "some")).toEqual(never);
    expect(await everything(train(), (n) => n % 2 === 1 || "some")).toEqual(never);
    expect(never.flatMap((numbers) => numbers.slice(0, 64))).toEqual((await read(train(), 1)).rows);
  });

  it.each([0, 1, 64, 100, 640, 1000])("of the first %d rows hold these and no other", async (most) => {
    const rows = async (split: EncodedSplit, some?: number): Promise<number[]> => {
      const found: number[] = [];
      for await (const batch of split.batches({ batchSize: 64, most: some }))
        found.push(...batch.row.subarray(0, batch.rows));
      return found;
    };
    const all = await rows(train());
    expect(await rows(train(), most)).toEqual(all.slice(0, most));
    // Of a split that is kept since it was read, and of some domains.
    const kept = train();
    await rows(kept);
    expect(await rows(kept, most)).toEqual(all.slice(0, most));
    expect(await rows(kept)).toEqual(all);
    const some = await train().ofDomains([1]);
    expect(await rows(some, most)).toEqual(all.filter((row) => row % 3 === 1).slice(0, most));
  });

  it.each([600, 700])("are an error where the split should have %d rows", async (rows) => {
    const encode = { ...log.encode, splits: { ...log.encode.splits, train: rows } };
    const split = new EncodedSplit(log.session, log.encodeDir, encode, "train");
    await expect(read(split, 1)).rejects.toThrow(`ended after 640 of ${rows} rows`);
  });

  it("of two splits may be read at the same time, and a reading may be left", async () => {
    const split = train();
    const left = new ReadAhead(split.batches({ batchSize: 64, shuffle: { seed: 5, epoch: 1 } }));
    const valid = new EncodedSplit(log.session, log.encodeDir, log.encode, "valid");
    expect((await read(valid)).rows.length).toBe(120);
    await left.close();
    expect((await read(split, 1)).rows).toEqual((await read(train(), 1)).rows);
  });
});
