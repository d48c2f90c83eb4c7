import type { Rng } from "../../src/util/rng.ts";
import { columns, pick } from "./base-rows.ts";
import { type CsvBase, csvBase, fieldsOf, header, offsetsOf, unquotedOffsets } from "./csv-file.ts";
import type { Mutation } from "./mutation.ts";
import { assemble, insert, type Mutant, record, remove, type TextRecord, truncate } from "./text-file.ts";

/** Damages one record; without a fate of its own the record is then to be rejected. */
function onOneRecord(damage: (target: TextRecord, rng: Rng, base: CsvBase) => void): Mutation {
  return (rng) => {
    const base = csvBase(rng);
    const target = pick(base.records.slice(1), rng);
    target.fate = "rejected";
    damage(target, rng, base);
    return assemble(base.records, "csv");
  };
}

/** Damages the records from a random one on. */
function fromOneOn(damage: (base: CsvBase, from: number, rng: Rng) => void): Mutation {
  return (rng) => {
    const base = csvBase(rng);
    damage(base, 1 + rng.below(base.rows.length), rng);
    return assemble(base.records, "csv");
  };
}

function onWhole(damage: (base: CsvBase, rng: Rng) => void): Mutation {
  return (rng) => {
    const base = csvBase(rng);
    damage(base, rng);
    return assemble(base.records, "csv");
  };
}

/** Writes the rows from `from` on anew, with the columns in this order, behind a header that says so. */
function otherHeader(
  { records, rows }: CsvBase,
  from: number,
  rng: Rng,
  order: readonly (typeof columns)[number][],
): void {
  const again = rows.slice(from - 1).map((row) => {
    const target = record(fieldsOf(row, rng, order).join(","), [row]);
    target.fate = "either";
    return target;
  });
  records.splice(from, records.length - from, record(order.join(",")), ...again);
}

function shuffled(rng: Rng): (typeof columns)[number][] {
  return columns
    .map((column) => ({ column, at: rng.uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ column }) => column);
}

const preambles = [
  "# exported by a tool\n",
  "Report of 2024,,\n\n",
  "sep=,\n",
  "\n",
  "a,b\n1,2\n\n",
  "k\n",
  "version: 3\n---\n",
];
const footers = ["Total,12", "-- 12 rows", "Total,,,,,,,,", "(12 rows)", ",,,,,,,,", "# end", "k,d,y"];

/** What statements call rows, relations and columns of their own. */
const queryNames = [
  "_record",
  "_row",
  "_defect",
  "_split_value",
  "_label",
  "rowid",
  "joined",
  "filename",
  "constructor",
];

/** Defects of the structure of a CSV file: fields, records, headers and quotes. */
export const csvStructure: Readonly<Record<string, Mutation>> = {
  "a delimiter too many": onOneRecord((target, rng) => {
    target.bytes = insert(target.bytes, pick(unquotedOffsets(target.bytes), rng), ",");
  }),
  "a delimiter too few": onOneRecord((target, rng) => {
    target.bytes = remove(target.bytes, pick(offsetsOf(target.bytes, ",", true), rng));
  }),
  "another delimiter in one record": onOneRecord((target, rng) => {
    const other = pick([";", "\t", "|"], rng);
    for (const at of offsetsOf(target.bytes, ",", true))
      if (rng.uniform() < 0.7) target.bytes[at] = other.charCodeAt(0);
    const [first] = offsetsOf(target.bytes, ",", true);
    if (first !== undefined) target.bytes[first] = other.charCodeAt(0);
  }),
  "another delimiter in the whole file": onWhole(({ records }, rng) => {
    const other = pick([";", "\t", "|"], rng).charCodeAt(0);
    for (const one of records) {
      for (const at of offsetsOf(one.bytes, ",", true)) one.bytes[at] = other;
      one.fate = "either";
    }
  }),
  "a column added from a record on": fromOneOn(({ records }, from, rng) => {
    for (const one of records.slice(from)) {
      one.bytes = insert(one.bytes, one.bytes.length, rng.uniform() < 0.5 ? "," : ",new");
      one.fate = "rejected";
    }
  }),
  "a column dropped from a record on": fromOneOn(({ records, rows }, from, rng) => {
    for (const [i, one] of records.entries()) {
      if (i < from) continue;
      one.bytes = Buffer.from(fieldsOf(rows[i - 1], rng, columns.slice(0, -1)).join(","));
      one.fate = "rejected";
    }
  }),
  "a second header": fromOneOn(({ records }, from) => void records.splice(from, 0, record(header))),
  "a second header behind a byte order mark": fromOneOn(
    ({ records }, from) => void records.splice(from, 0, record(`\uFEFF${header}`)),
  ),
  "a second header with the columns in another order": fromOneOn((base, from, rng) =>
    otherHeader(base, from, rng, shuffled(rng)),
  ),
  "a preamble": onWhole(({ records }, rng) => void records.unshift({ ...record(pick(preambles, rng)), end: "" })),
  "a footer": onWhole(({ records }, rng) => void records.push(record(pick(footers, rng)))),
  "two records in one line": fromOneOn(({ records }, from) => {
    const next = records[from + 1];
    if (next === undefined) return;
    const glued = record(
      Buffer.concat([records[from].bytes, next.bytes]),
      [...records[from].rows, ...next.rows],
      "rejected",
    );
    records.splice(from, 2, glued);
  }),
  "a line end inside a record": onOneRecord((target, rng) => {
    const at = pick(unquotedOffsets(target.bytes), rng);
    target.bytes = insert(target.bytes, at, "\n");
    if (at === 0 || at + 1 === target.bytes.length) target.fate = "exact";
  }),
  "a carriage return inside a record": onOneRecord((target, rng) => {
    const at = pick(unquotedOffsets(target.bytes), rng);
    target.bytes = insert(target.bytes, at, "\r");
    if (at === 0 || at + 1 === target.bytes.length) target.fate = "exact";
  }),
  "a quote too many": onOneRecord((target, rng) => {
    target.bytes = insert(target.bytes, rng.below(target.bytes.length + 1), '"');
  }),
  "a quote too few": onOneRecord((target, rng) => {
    const quotes = offsetsOf(target.bytes, '"');
    if (quotes.length === 0) target.fate = "exact";
    else target.bytes = remove(target.bytes, pick(quotes, rng));
  }),
  "quotes escaped by a backslash": onOneRecord((target, rng, { rows }) => {
    const fields = fieldsOf(target.rows[0] ?? rows[0], rng);
    fields[3] = String.raw`"5\" pipe"`;
    target.bytes = Buffer.from(fields.join(","));
  }),
  "blanks around quotes": onOneRecord((target, rng, { rows }) => {
    const fields = fieldsOf(target.rows[0] ?? rows[0], rng);
    fields[3] = pick([' "x"', '"x" ', ' "x, y"'], rng);
    target.bytes = Buffer.from(fields.join(","));
  }),
  "blank lines": fromOneOn(
    ({ records }, from, rng) => void records.splice(from, 0, record(pick(["", " ", "\t"], rng))),
  ),
  "a comment": fromOneOn(({ records }, from, rng) => {
    records.splice(from, 0, record(pick(["# note", "// a, b", "#,,,,,,,,", '# "note"', "-- note; note"], rng)));
  }),
  "a quote that nothing closes": onWhole(({ records, rows }, rng) => {
    const last = rows[rows.length - 1];
    const fields = fieldsOf({ ...last, t: "t", e: "e" }, rng);
    fields[pick([3, 8], rng)] = '"open';
    records[records.length - 1] = record(fields.join(","), [last], "rejected");
  }),
  "a file cut off": (rng) => {
    const whole = assemble(csvBase(rng).records, "csv");
    return truncate(whole, rng.below(whole.bytes.length));
  },
  "a damaged header": onWhole(({ records }, rng) => {
    const damaged = pick(
      [header.replace("n,", "k,"), header.replace("e", "E"), header.replace("t", " t"), header.replace(",y", ",")],
      rng,
    );
    records[0].bytes = Buffer.from(damaged);
    for (const one of records.slice(1)) one.fate = "either";
  }),
  "a stray quote in the header": onWhole(({ records }, rng) => {
    const damaged = pick([header.replace("k", '"k"x'), `${header}"`, header.replace("t", 't"'), `"${header}`], rng);
    records[0].bytes = Buffer.from(damaged);
    for (const one of records.slice(1)) one.fate = "either";
  }),
  "a column of a name that queries use": onWhole(({ records }, rng) => {
    const name = pick(queryNames, rng);
    for (const [i, one] of records.entries()) {
      const field = i === 0 ? name : pick(["7", "x", "", '"a,b"'], rng);
      one.bytes = insert(one.bytes, one.bytes.length, `,${field}`);
    }
  }),
  "columns in another order": (rng): Mutant => {
    const { rows } = csvBase(rng);
    const order = shuffled(rng);
    const records = rows.map((row) => record(fieldsOf(row, rng, order).join(","), [row]));
    return assemble([record(order.join(",")), ...records], "csv");
  },
};
