import { gzipSync } from "node:zlib";
import type { Rng } from "../../src/util/rng.ts";
import { pick, type Row } from "./base-rows.ts";
import { type CsvBase, csvBase, fieldsOf, header } from "./csv-file.ts";
import type { Mutation } from "./mutation.ts";
import { assemble, type Fate, insert, record } from "./text-file.ts";

function onWhole(damage: (base: CsvBase, rng: Rng) => void): Mutation {
  return (rng) => {
    const base = csvBase(rng);
    damage(base, rng);
    return assemble(base.records, "csv");
  };
}

/** A text in place of a field, and what the row then is; null: it is to be rejected. */
type Replacement = readonly [text: string, row: Partial<Row> | null];

/** Writes another text into a field of one record. @param field its position in the header */
function inField(field: number, replacements: readonly Replacement[]): Mutation {
  return (rng) => {
    const { rows, records } = csvBase(rng);
    const at = rng.below(rows.length);
    const [text, changed] = pick(replacements, rng);
    const fields = fieldsOf(rows[at], rng);
    fields[field] = text;
    const fate: Fate = changed === null ? "rejected" : "exact";
    records[at + 1] = record(fields.join(","), [{ ...rows[at], ...changed }], fate);
    return assemble(records, "csv");
  };
}

/** Bytes that are no UTF-8: a stray one, half a letter, a longer form than needed, a surrogate, Latin-1. */
const notUtf8 = ["ff", "e6bc", "c080", "eda080", "e9", "f8888080", "80"].map((hex) => Buffer.from(hex, "hex"));

function insertSomewhere(added: (rng: Rng) => Buffer | string): Mutation {
  return onWhole(({ records }, rng) => {
    const target = pick(records.slice(1), rng);
    // Between two letters of ASCII, so that what was inserted is no part of another letter.
    const places = [...target.bytes.keys()].filter((at) => target.bytes[at] < 128 && (target.bytes[at - 1] ?? 0) < 128);
    target.bytes = insert(target.bytes, pick(places, rng), added(rng));
    target.fate = "rejected";
  });
}

/** Compressed, then damaged. */
function compressed(damage: (bytes: Buffer, rng: Rng) => Buffer): Mutation {
  return (rng) => {
    const whole = assemble(csvBase(rng).records, "csv");
    const truth = whole.truth.map((row) => ({ ...row, fate: "either" as const }));
    return { extension: "csv.gz", bytes: damage(gzipSync(whole.bytes), rng), truth };
  };
}

/** Defects of bytes, values and encodings in a CSV file. */
export const csvContent: Readonly<Record<string, Mutation>> = {
  "line ends mixed": onWhole(({ records }, rng) => {
    for (const one of records) one.end = pick(["\n", "\r\n", "\r"], rng);
  }),
  "line ends of one kind": onWhole(({ records }, rng) => {
    const end = pick(["\r\n", "\r"], rng);
    for (const one of records) one.end = end;
  }),
  "line ends doubled": onWhole(({ records }, rng) => {
    pick(records, rng).end = pick(["\r\r\n", "\n\r", "\n\n"], rng);
  }),
  "a byte order mark": onWhole(({ records }) => {
    records[0].bytes = insert(records[0].bytes, 0, "\uFEFF");
  }),
  "a byte order mark inside": onWhole(({ records }, rng) => {
    const target = pick(records.slice(1), rng);
    target.bytes = insert(target.bytes, 0, "\uFEFF");
    target.fate = "rejected";
  }),
  "a text that begins with a byte order mark": inField(3, [
    ["\uFEFFx", { t: "\uFEFFx" }],
    ['"\uFEFF"', { t: "\uFEFF" }],
    ['"\uFEFF, and more than twelve letters"', { t: "\uFEFF, and more than twelve letters" }],
  ]),
  "UTF-16": (rng) => {
    const whole = assemble(csvBase(rng).records, "csv");
    const bytes = Buffer.from(`\uFEFF${whole.bytes.toString("utf8")}`, "utf16le");
    if (rng.uniform() < 0.5) bytes.swap16();
    return { ...whole, bytes, truth: whole.truth.map((row) => ({ ...row, fate: "either" as const })) };
  },
  "a NUL byte": insertSomewhere(() => "\0"),
  "invalid UTF-8": insertSomewhere((rng) => pick(notUtf8, rng)),
  "a number in another notation": inField(4, [
    ...[
      '"1,5"',
      '"1.234,56"',
      '"1,234"',
      "1 234",
      "1'234",
      "1_000",
      "0x1F",
      "1e400",
      "12abc",
      "1.2.3",
      "--1",
      "٣",
      "5€",
      "true",
      '""',
      "$5",
    ].map((text): Replacement => [text, null]),
    ["nan", { n: NaN }],
    ["inf", { n: Infinity }],
    ["1.234", { n: 1.234 }],
    ["+5", { n: 5 }],
    ["5.", { n: 5 }],
    [".5", { n: 0.5 }],
    ["1e-3", { n: 0.001 }],
    ["-0", { n: 0 }],
    ['"7"', { n: 7 }],
    [" 8 ", { n: 8 }],
    ["", { n: null }],
  ]),
  "a number beyond 2^53": inField(4, [
    ["9007199254740993", null],
    ["-9007199254740993", null],
    ["12345678901234567890123", null],
    ["1".repeat(60), null],
    ["9007199254740992", { n: 2 ** 53 }],
    ["1152921504606846976", { n: 2 ** 60 }],
    ["1e300", { n: 1e300 }],
  ]),
  "an id beyond 2^53": inField(3, [
    ["9007199254740993", { t: "9007199254740993" }],
    ["12345678901234567890123", { t: "12345678901234567890123" }],
    ["007", { t: "007" }],
    ["1.0", { t: "1.0" }],
    ["1e5", { t: "1e5" }],
  ]),
  "a text that is no integer": inField(6, [
    ...["1.7", "1_000", "0x1F", "1e3", "nan", "9223372036854775808", "12a", '"1,000"', '""', "0b11"].map(
      (text): Replacement => [text, null],
    ),
    ["5.0", { b: "5" }],
    [" 5 ", { b: "5" }],
    ["+5", { b: "5" }],
    ["9223372036854775807", { b: "9223372036854775807" }],
  ]),
  "a text that is no time": inField(7, [
    ...[
      "2024-01-01 x",
      "2024-02-30",
      "01/02/2024",
      "epoch",
      "infinity",
      "2024-01-01 25:00:00",
      "20240101",
      "1700000000",
      "24-1-5",
      "2024-01-01 10",
    ].map((text): Replacement => [text, null]),
    ["2024-01-01", { w: "2024-01-01 00:00:00" }],
    ["2024-01-01T10:30:00", { w: "2024-01-01 10:30:00" }],
    ["2024-01-01T10:30:00Z", { w: "2024-01-01 10:30:00" }],
    ["2024-01-01T00:00:00+02:00", { w: "2023-12-31 22:00:00" }],
    ["2024-01-01 10:00:00-05", { w: "2024-01-01 15:00:00" }],
  ]),
  "a label that is neither": inField(2, [
    ...["2", "yes", "", '""', "0.5", "-1", "01", "1,0"].map((text): Replacement => [text, null]),
    ["true", { y: 1 }],
    ["F", { y: 0 }],
    ["1.0", { y: 1 }],
  ]),
  "NULL and the empty string": inField(3, [
    ["", { t: null }],
    ['""', { t: "" }],
    ['" "', { t: " " }],
    [" ", { t: " " }],
    ["NULL", { t: "NULL" }],
    ['"NULL"', { t: "NULL" }],
    [String.raw`\N`, { t: String.raw`\N` }],
  ]),
  "delimiters, quotes and line ends inside quotes": inField(8, [
    ['","', { e: "," }],
    ['""""', { e: '"' }],
    ['"\n"', { e: "\n" }],
    ['"a\r\nb"', { e: "a\r\nb" }],
    ['"a\rb"', { e: "a\rb" }],
    ['"x""\n"', { e: 'x"\n' }],
    [`"${header}"`, { e: header }],
  ]),
  "a long field": inField(8, [
    ["x".repeat(300_000), { e: "x".repeat(300_000) }],
    [`"${"y\n".repeat(1_500_000)}"`, { e: "y\n".repeat(1_500_000) }],
  ]),
  "nothing but a header": (rng) =>
    assemble(pick([[], [record(header)], [record("\uFEFF")], [record("")], [record("\n\n")]], rng), "csv"),
  "compressed and cut off": compressed((bytes, rng) => bytes.subarray(0, rng.below(bytes.length))),
  "compressed and damaged": compressed((bytes, rng) => {
    const at = 10 + rng.below(bytes.length - 10);
    bytes[at] ^= 1 << rng.below(8);
    return bytes;
  }),
  "compressed, and something behind it": compressed((bytes, rng) =>
    Buffer.concat([bytes, pick([Buffer.from("x"), Buffer.alloc(100), Buffer.from("1f8b", "hex")], rng)]),
  ),
  "compressed in two pieces": (rng) => {
    const whole = assemble(csvBase(rng).records, "csv");
    const at = rng.below(whole.bytes.length);
    const bytes = Buffer.concat([gzipSync(whole.bytes.subarray(0, at)), gzipSync(whole.bytes.subarray(at))]);
    return { ...whole, extension: pick(["csv.gz", "csv.GZ", "CSV.GZ"], rng), bytes };
  },
};
