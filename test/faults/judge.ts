import { isDeepStrictEqual } from "node:util";
import type { Row } from "./base-rows.ts";
import type { Mutant, TruthRow } from "./text-file.ts";

/** What ingest made of a file. */
export interface Outcome {
  /** Why the file was left out as a whole. */
  readonly unreadable?: string | undefined;
  readonly rows: readonly Row[];
  /** Lines of `rejects.csv` that name the file. */
  readonly rejectedLines: readonly number[];
  readonly doubts: readonly string[];
  readonly records: number;
  readonly kept: number;
  readonly rejected: number;
}

/** `lost`: rows that were sound and are reported all the same. */
export type Verdict =
  { readonly kind: "exact" | "reported"; readonly lost: number } | { readonly kind: "silent"; readonly why: string };

/** Compares what came of a file with what it held, and knows nothing of how files are read. */
export function judge({ truth }: Mutant, outcome: Outcome): Verdict {
  const sound = truth.filter(({ fate }) => fate === "exact").length;
  if (outcome.unreadable !== undefined) return { kind: "reported", lost: sound };
  const { records, kept, rejected, rows } = outcome;
  if (records !== kept + rejected) return silent(`${records} records, but ${kept} kept and ${rejected} rejected`);
  if (kept !== rows.length) return silent(`${kept} rows are said to be kept, and there are ${rows.length}`);
  const wrong = wrongRow(truth, outcome) ?? wrongOrder(truth, rows);
  if (wrong !== undefined) return silent(wrong);
  const present = new Set(rows.map(({ k }) => k));
  const missing = truth.filter(({ row }) => !present.has(row.k));
  const unreported = missing.find(
    ({ first, last }) => !outcome.rejectedLines.some((line) => line >= first && line <= last),
  );
  if (unreported !== undefined) {
    return silent(
      `${unreported.row.k} of lines ${unreported.first} to ${unreported.last} is neither kept nor rejected`,
    );
  }
  const lost = missing.filter(({ fate }) => fate === "exact").length;
  const isExact = missing.length === 0 && outcome.rejectedLines.length === 0 && outcome.doubts.length === 0;
  return { kind: isExact ? "exact" : "reported", lost };
}

function silent(why: string): Verdict {
  return { kind: "silent", why };
}

function wrongRow(truth: readonly TruthRow[], { rows, doubts }: Outcome): string | undefined {
  for (const row of rows) {
    const meant = truth.find((one) => one.row.k === row.k);
    if (meant === undefined) return `a row that nobody wrote: ${JSON.stringify(row)}`;
    const isEqual = isDeepStrictEqual(row, meant.row);
    if (isEqual && meant.fate !== "rejected") continue;
    if (doubts.some((doubt) => doubt.includes(`line ${meant.last} `))) continue;
    return `${JSON.stringify(row)} instead of ${JSON.stringify(meant.row)} (${meant.fate})`;
  }
  return undefined;
}

function wrongOrder(truth: readonly TruthRow[], rows: readonly Row[]): string | undefined {
  const order = rows.map(({ k }) => truth.findIndex(({ row }) => row.k === k));
  return order.every((at, i) => i === 0 || at > order[i - 1])
    ? undefined
    : `the rows are out of order: ${order.join(" ")}`;
}
