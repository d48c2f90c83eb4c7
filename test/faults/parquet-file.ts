import type { Rng } from "../../src/util/rng.ts";
import { pick, randomRows, type Row } from "./base-rows.ts";
import type { Mutation } from "./mutation.ts";
import { type Extent, type ParquetBytes, type ParquetParts, parquetParts, writeParquet } from "./parquet-writer.ts";
import { type Fate, insert, type Mutant, remove, type TruthRow } from "./text-file.ts";

function truthOf(rows: readonly Row[], fate: Fate): TruthRow[] {
  return rows.map((row, i) => ({ row, first: i + 1, last: i + 1, fate }));
}

/** Damages what is written; a damaged file may be lost as a whole. */
function onParts(damage: (parts: ParquetParts, rng: Rng) => void, fate: Fate = "either"): Mutation {
  return (rng): Mutant => {
    const rows = randomRows(rng);
    const parts = parquetParts(rows, { gzip: rng.uniform() < 0.3, checksums: true });
    damage(parts, rng);
    return { extension: "parquet", bytes: writeParquet(parts).bytes, truth: truthOf(rows, fate) };
  };
}

function onBytes(damage: (file: ParquetBytes, rng: Rng) => Buffer): Mutation {
  return (rng): Mutant => {
    const rows = randomRows(rng);
    const file = writeParquet(parquetParts(rows, { gzip: rng.uniform() < 0.3, checksums: true }));
    return { extension: "parquet", bytes: damage(file, rng), truth: truthOf(rows, "either") };
  };
}

function flip(bytes: Buffer, { from, to }: Extent, rng: Rng): Buffer {
  bytes[from + rng.below(to - from)] ^= 1 << rng.below(8);
  return bytes;
}

function somePage({ groups }: ParquetParts, rng: Rng) {
  return pick(pick(pick(groups, rng).chunks, rng).pages, rng);
}

/** Defects of Parquet files whose pages have checksums. */
export const parquetFiles: Readonly<Record<string, Mutation>> = {
  "a sound file": onParts(() => undefined, "exact"),
  "a bit of a page": onBytes(({ bytes, pages }, rng) => flip(bytes, pick(pages, rng), rng)),
  "a bit of a page header": onBytes(({ bytes, headers }, rng) => flip(bytes, pick(headers, rng), rng)),
  "a bit of the footer": onBytes(({ bytes, footer }, rng) => flip(bytes, footer, rng)),
  "zeros in a page": onBytes(({ bytes, pages }, rng) => {
    const { from, to } = pick(pages, rng);
    return bytes.fill(0xaa, from + rng.below(to - from), to);
  }),
  "a file cut off": onBytes(({ bytes }, rng) => bytes.subarray(0, rng.below(bytes.length))),
  "a beginning cut off": onBytes(({ bytes }, rng) => bytes.subarray(1 + rng.below(bytes.length - 1))),
  "bytes too few": onBytes(({ bytes }, rng) => remove(bytes, rng.below(bytes.length), 1 + rng.below(40))),
  "bytes too many": onBytes(({ bytes }, rng) =>
    insert(bytes, rng.below(bytes.length), Buffer.alloc(1 + rng.below(40), 7)),
  ),
  "something behind the file": onBytes(({ bytes }, rng) => insert(bytes, bytes.length, Buffer.alloc(1 + rng.below(9)))),
  "another length of the footer": onBytes(({ bytes }, rng) => {
    bytes.writeUInt32LE(
      pick([0, 1, bytes.length, 2 ** 32 - 1, bytes.readUInt32LE(bytes.length - 8) - 1], rng),
      bytes.length - 8,
    );
    return bytes;
  }),
  "two pages exchanged": onParts(({ groups }, rng) => {
    const { pages } = pick(
      pick(groups, rng).chunks.filter(({ name }) => name !== "y"),
      rng,
    );
    [pages[0].data, pages[1].data] = [pages[1].data, pages[0].data];
    pages[0].values = pages[1].values;
  }),
  "a wrong checksum": onParts((parts, rng) => {
    somePage(parts, rng).crc = rng.uint32();
  }),
  "a page with another number of values": onParts((parts, rng) => {
    somePage(parts, rng).values += pick([-1, 1, 1000], rng);
  }),
  "a page too few": onParts((parts, rng) => {
    pick(pick(parts.groups, rng).chunks, rng).pages.pop();
  }),
  "a column with another number of values": onParts((parts, rng) => {
    pick(pick(parts.groups, rng).chunks, rng).values += pick([-1, 1, 6], rng);
  }),
  "a column in another place": onParts((parts, rng) => {
    pick(pick(parts.groups, rng).chunks, rng).shift = pick([-1, 1, 30, 1e6], rng);
  }),
  "another number of rows in a group": onParts((parts, rng) => {
    pick(parts.groups, rng).rows += pick([-1, 1], rng);
  }),
  "another number of rows": onParts((parts, rng) => {
    parts.rows += pick([-1, 1, 1e9], rng);
  }),
  "another codec": onParts((parts, rng) => {
    pick(pick(parts.groups, rng).chunks, rng).codec = pick([1, 4, 6, 99], rng);
  }),
  "another type of a column in one group": onParts((parts, rng) => {
    pick(pick(parts.groups, rng).chunks, rng).type = pick([0, 3, 4, 7, 99], rng);
  }),
  "a group without rows": onParts((parts) => void parts.groups.push({ rows: 0, chunks: [] })),
};
