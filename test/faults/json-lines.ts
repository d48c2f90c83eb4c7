import { gzipSync } from "node:zlib";
import type { Rng } from "../../src/util/rng.ts";
import { pick, randomRows, type Row, textOf } from "./base-rows.ts";
import type { Mutation } from "./mutation.ts";
import { assemble, type Fate, insert, record, remove, type TextRecord, truncate } from "./text-file.ts";

interface JsonBase {
  readonly rows: Row[];
  readonly records: TextRecord[];
}

/** The object of a row; keys of nulls are sometimes left out. */
function objectOf(row: Row, rng: Rng): Record<string, unknown> {
  const entries = Object.entries(row).map(([key, cell]) => [key, key === "s" ? textOf(row, "s") : cell] as const);
  return Object.fromEntries(entries.filter(([, cell]) => cell !== null || rng.uniform() < 0.5));
}

function jsonBase(rng: Rng): JsonBase {
  const rows = randomRows(rng);
  return { rows, records: rows.map((row) => record(JSON.stringify(objectOf(row, rng)), [row])) };
}

function onWhole(damage: (base: JsonBase, rng: Rng) => void): Mutation {
  return (rng) => {
    const base = jsonBase(rng);
    damage(base, rng);
    return assemble(base.records, "jsonl");
  };
}

function onOneLine(damage: (text: string, rng: Rng, row: Row) => string | Buffer, fate: Fate = "rejected"): Mutation {
  return onWhole(({ records, rows }, rng) => {
    const at = rng.below(records.length);
    const damaged = damage(records[at].bytes.toString("utf8"), rng, rows[at]);
    records[at] = record(damaged, [rows[at]], fate);
  });
}

/** JSON in place of a value, and what the row then is; null: it is to be rejected. */
type Replacement = readonly [json: string, row: Partial<Row> | null];

function inKey(key: keyof Row, replacements: readonly Replacement[]): Mutation {
  return onWhole(({ records, rows }, rng) => {
    const at = rng.below(rows.length);
    const [json, changed] = pick(replacements, rng);
    const object = { ...objectOf(rows[at], rng), [key]: "@" };
    const text = JSON.stringify(object).replace(`"${key}":"@"`, () => `"${key}":${json}`);
    records[at] = record(text, [{ ...rows[at], ...changed }], changed === null ? "rejected" : "exact");
  });
}

/** Offsets outside of string literals. */
function structuralOffsets(text: string): number[] {
  const offsets: number[] = [];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (quoted && text[at] === "\\") at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (!quoted) offsets.push(at);
  }
  return offsets;
}

const noObjects = [
  "[1,2]",
  "1",
  '"text"',
  "null",
  "true",
  "{}{}",
  "",
  " ",
  "]",
  "not json",
  '{"k":"a"',
  "[{}]",
  "{'k': 1}",
];

/** Defects of files of JSON objects. */
export const jsonLines: Readonly<Record<string, Mutation>> = {
  "a line that is no object": onWhole(({ records }, rng) => {
    records.splice(rng.below(records.length + 1), 0, record(pick(noObjects, rng)));
  }),
  "a structural letter too few": onOneLine((text, rng) => {
    const places = structuralOffsets(text).filter((at) => /[{}:,]/.test(text[at]));
    const at = pick(places, rng);
    return text.slice(0, at) + text.slice(at + 1);
  }),
  "a quote too few": onOneLine((text, rng) => {
    const quotes = [...text.matchAll(/(?<!\\)"/g)].map(({ index }) => index);
    const at = pick(quotes, rng);
    return text.slice(0, at) + text.slice(at + 1);
  }),
  "a line end inside an object": onOneLine((text, rng) => {
    const at = 1 + rng.below(text.length - 2);
    return `${text.slice(0, at)}\n${text.slice(at)}`;
  }, "either"),
  "an object over several lines": onOneLine((text) => JSON.stringify(JSON.parse(text), null, 2)),
  "two objects on a line": onWhole(({ records, rows }) => {
    const glued = Buffer.concat([records[3].bytes, records[4].bytes]);
    records.splice(3, 2, record(glued, [rows[3], rows[4]], "rejected"));
  }),
  "a key twice": onOneLine((text, rng) => {
    const again = pick(
      ['"k":"other"', '"e":"other"', '"n":1', '"n":null', String.raw`"\u006b":"x"`, '"unused":1,"unused":2'],
      rng,
    );
    return `${text.slice(0, -1).replace("{", () => '{"e":null,"n":0,')},${again}}`;
  }),
  "a key of no column": onOneLine(
    (text, rng) => `${text.slice(0, -1)},${pick(['"new":1', '"K":"x"', '"":{"k":2}', '"a.b":[]'], rng)}}`,
    "exact",
  ),
  "a comma at the end": onOneLine((text, rng) => `${text.slice(0, -1)},${pick(["", " "], rng)}}`),
  "a comment": onOneLine((text, rng) => (rng.uniform() < 0.5 ? `${text} // note` : `/* note */${text}`)),
  "text behind an object": onOneLine((text, rng) => `${text}${pick([" x", ",", "]", "}", "\t1"], rng)}`),
  "another number": inKey("n", [
    // No JSON, but what other writers make of them.
    ["NaN", { n: NaN }],
    ["Infinity", { n: Infinity }],
    ["-Infinity", { n: -Infinity }],
    ...[
      "1e400",
      '"1,5"',
      '"1_000"',
      "true",
      "{}",
      "[1]",
      '"x"',
      '""',
      "01",
      "+1",
      ".5",
      "0x1F",
      "1.",
      "--1",
      "nan",
      "-NaN",
      "inf",
      "INFINITY",
    ].map((json): Replacement => [json, null]),
    ["1e5", { n: 1e5 }],
    ["1E-2", { n: 0.01 }],
    ["-0", { n: 0 }],
    ["-0.0", { n: 0 }],
    ['"7.5"', { n: 7.5 }],
    ["0.1", { n: 0.1 }],
    ["null", { n: null }],
    ["12345.678901234567", { n: 12345.678901234567 }],
  ]),
  "a number beyond 2^53": inKey("n", [
    ["9007199254740993", null],
    ["-9007199254740993", null],
    ["18446744073709551617", null],
    ["1".repeat(400), null],
    ["9007199254740992", { n: 2 ** 53 }],
  ]),
  "an id beyond 2^53": inKey("t", [
    ["9007199254740993", { t: "9007199254740993" }],
    ["18446744073709551616", { t: "18446744073709551616" }],
    ["123456789012345678901234567890", { t: "123456789012345678901234567890" }],
    ['"007"', { t: "007" }],
    ["7", { t: "7" }],
  ]),
  "another type": inKey("t", [
    ["true", { t: "true" }],
    ["null", { t: null }],
    ['""', { t: "" }],
    ['"null"', { t: "null" }],
    ['{"a":1}', { t: '{"a":1}' }],
    ["[1,2]", { t: "[1,2]" }],
    ["[]", { t: "[]" }],
  ]),
  "an escaped letter": inKey("t", [
    [String.raw`"\u00e9\ud83d\ude00\n\t\"\\\/"`, { t: 'é😀\n\t"\\/' }],
    [String.raw`"a\u0000b"`, { t: "a\0b" }],
    [String.raw`"\ud800"`, null],
    [String.raw`"\udc00\ud800"`, null],
    [String.raw`"\x41"`, null],
    [String.raw`"\u12"`, null],
    ['"a\tb"', null],
    ['"a\u0001b"', null],
  ]),
  "a text that begins with a byte order mark": inKey("t", [
    ['"\uFEFFx"', { t: "\uFEFFx" }],
    [String.raw`"\ufeff"`, { t: "\uFEFF" }],
  ]),
  "a label that is neither": inKey("y", [
    ...["2", '"yes"', "null", "0.5", "[1]", "{}"].map((json): Replacement => [json, null]),
    ["true", { y: 1 }],
    ["0.0", { y: 0 }],
    ['"1"', { y: 1 }],
  ]),
  "deep nesting": inKey("e", [
    [`${"[".repeat(500)}${"]".repeat(500)}`, { e: `${"[".repeat(500)}${"]".repeat(500)}` }],
    ["[".repeat(100_000), null],
  ]),
  "line ends mixed": onWhole(({ records }, rng) => {
    for (const one of records) one.end = pick(["\n", "\r\n", "\r"], rng);
  }),
  "a byte order mark": onWhole(({ records }) => {
    records[0].bytes = insert(records[0].bytes, 0, "\uFEFF");
  }),
  "a byte order mark inside": onWhole(({ records }, rng) => {
    const target = records[1 + rng.below(records.length - 1)];
    target.bytes = insert(target.bytes, 0, "\uFEFF");
    target.fate = "rejected";
  }),
  "a NUL byte": onOneLine((text, rng) => insert(Buffer.from(text), rng.below(text.length), "\0"), "rejected"),
  "invalid UTF-8": onOneLine((text, rng) => {
    const bytes = Buffer.from(text);
    const places = [...bytes.keys()].filter((at) => bytes[at] < 128 && (bytes[at - 1] ?? 0) < 128);
    return insert(bytes, pick(places, rng), Buffer.from(pick(["ff", "c080", "eda080", "e9", "80"], rng), "hex"));
  }),
  "a byte too few": onOneLine((text, rng) => {
    const places = structuralOffsets(text).filter((at) => /[{}:]/.test(text[at]));
    return remove(Buffer.from(text), Buffer.byteLength(text.slice(0, pick(places, rng))));
  }),
  "a file cut off": (rng) => {
    const whole = assemble(jsonBase(rng).records, "jsonl");
    return truncate(whole, rng.below(whole.bytes.length));
  },
  "compressed and cut off": (rng) => {
    const whole = assemble(jsonBase(rng).records, "jsonl");
    const bytes = gzipSync(whole.bytes);
    const truth = whole.truth.map((row) => ({ ...row, fate: "either" as const }));
    return { extension: "jsonl.gz", bytes: bytes.subarray(0, rng.below(bytes.length)), truth };
  },
};
