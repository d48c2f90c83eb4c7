import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EncodeArtifact } from "../../src/data/artifacts/encode.ts";
import { KeptGroups } from "../../src/data/kept-groups.ts";
import { RowWindow } from "../../src/data/row-window.ts";
import { EncodedSplit } from "../../src/data/encoded-rows.ts";
import type { Session } from "../../src/data/session.ts";
import { windowRows } from "../../src/data/window-rows.ts";
import { temporaryFolder } from "../support/run-stage.ts";
import { openWideRows } from "../support/training-log.ts";

const rowsOfParts = [50_000, 30_000];
const rows = 80_000;
const enough = 2 ** 28;
let session: Session;
let encode: EncodeArtifact;
beforeAll(async () => {
  ({ session, encode } = await openWideRows({ train: rows, valid: rows, test: 0 }));
});
afterAll(() => session.close());

/** Writes a split of two parts of several row groups. @param site that the first row has */
async function written(split: "train" | "valid", folder = temporaryFolder(), site = 0): Promise<string> {
  mkdirSync(join(folder, "rows", split), { recursive: true });
  let from = 0;
  for (const [part, count] of rowsOfParts.entries()) {
    const query = `SELECT i AS _row, CAST(i % 3 AS INTEGER) AS _domain, CAST(i % 2 AS INTEGER) AS _label, CAST((i + ${site}) % 91 AS INTEGER) AS site, list_transform(range(i % 5), l -> CAST(i + l AS INTEGER)) AS tags FROM range(${from}, ${from + count}) AS r(i)`;
    const path = join(folder, "rows", split, `0000${part}.parquet`);
    await session.run(`COPY (${query}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 16384)`);
    from += count;
  }
  return folder;
}

/** Rows, sites and the first tags of all batches; `most` batches are read. */
async function read(
  split: EncodedSplit,
  epoch: number | undefined,
  keptBytes: number,
  most = Infinity,
): Promise<number[]> {
  const found: number[] = [];
  const shuffle = epoch === undefined ? undefined : { seed: 9, epoch };
  let batches = 0;
  for await (const batch of split.batches({ batchSize: 4096, shuffle, keptBytes })) {
    const [site, tags, again] = batch.features;
    for (let b = 0; b < batch.rows; b++) {
      const [from, to] = [tags.offsets![b], tags.offsets![b + 1]]; // Sequences.
      found.push(batch.row[b], batch.domain[b], batch.label[b], site.ids[b], to - from, ...tags.ids.subarray(from, to));
      if (again.ids[from] !== tags.ids[from]) throw new Error(`row ${batch.row[b]} has two first tags`);
    }
    if (++batches === most) break;
  }
  return found;
}

describe.each(["train", "valid"] as const)("rows of %s that are kept", (name) => {
  const epochs = name === "train" ? [1, 2, 3] : [undefined, undefined, undefined];
  const splitOf = (folder: string): EncodedSplit => new EncodedSplit(session, folder, encode, name);

  it("are given again when their files are others, as they would be read", async () => {
    expect(windowRows(encode, rows, name === "train")).toBeLessThan(rows);
    const folder = await written(name);
    const expected: number[][] = [];
    for (const epoch of epochs) expected.push(await read(splitOf(folder), epoch, 0));
    const [split, some] = [splitOf(folder), await splitOf(folder).ofDomains([0, 2])];
    const ofSome = [
      await read(some, epochs[0], enough),
      await read(await splitOf(folder).ofDomains([0, 2]), epochs[1], 0),
    ];
    // What was not read to its end is not kept.
    await read(split, epochs[0], enough, 3);
    expect(await read(split, epochs[0], enough)).toEqual(expected[0]);
    await written(name, folder, 50);
    expect(await read(split, epochs[1], enough)).toEqual(expected[1]);
    expect(await read(split, epochs[2], 0)).toEqual(expected[2]);
    // Some of the first rows are read, not kept ones.
    const first: number[] = [];
    for await (const batch of split.batches({ batchSize: 64, most: 100 })) {
      for (let b = 0; b < batch.rows; b++) first.push(batch.row[b], batch.features[0].ids[b]);
    }
    expect(first).toEqual(Array.from({ length: 100 }, (_, i) => [i, (i + 50) % 91]).flat());
    expect(ofSome[0].length).toBeGreaterThan(0);
    expect(await read(some, epochs[1], 0)).toEqual(ofSome[1]);
  });

  it("are read again where they are more than may be kept", async () => {
    const folder = await written(name);
    const split = splitOf(folder);
    const expected = await read(split, epochs[1], 0);
    await read(split, epochs[0], 2 ** 20);
    expect(await read(split, epochs[1], 2 ** 20)).toEqual(expected);
    await written(name, folder, 50);
    expect((await read(split, epochs[1], 0))[3]).toBe((expected[3] + 50) % 91);
  });
});

describe("KeptGroups", () => {
  const groups = [0, 1].map((g) => ({ low: 1000 * g, high: 1000 * g + 999, rows: 1000 }));
  /** A window of a group without features; lists have three elements each. */
  async function windowOf(sequences: readonly boolean[]): Promise<RowWindow> {
    const columns = ["i, 0::INTEGER, 0::INTEGER", ...sequences.map((s) => (s ? "[1, 2, 3]::INTEGER[]" : "7::INTEGER"))];
    const window = new RowWindow(1000, sequences);
    for await (const chunk of session.stream(`SELECT ${columns.join(", ")} FROM range(1000) AS r(i)`))
      window.append(chunk, 0);
    return window;
  }

  it("know at once that scalars do not fit", () => {
    const bytes = RowWindow.leastBytes(2000, [false, false]);
    expect(bytes).toBe(4 * 2000 * 6);
    expect(new KeptGroups(groups, 2000, [false, false], bytes).fits).toBe(true);
    expect(new KeptGroups(groups, 2000, [false, false], bytes - 1).fits).toBe(false);
  });

  it("hold no rows any more once lists have not fitted", async () => {
    const window = await windowOf([true, false]);
    const all = new KeptGroups(groups, 2000, [true, false], 2 ** 20);
    const part = new KeptGroups(groups, 2000, [true, false], window.bytes + 1);
    for (const kept of [all, part]) {
      for (const g of [0, 1]) kept.add(g, window, 1000);
      kept.end();
    }
    expect(all.fits).toBe(true);
    expect(all.whole?.map(({ rows }) => rows)).toEqual([1000, 1000]);
    expect(part.fits).toBe(false);
    expect(part.whole).toBeUndefined();
  });
});
