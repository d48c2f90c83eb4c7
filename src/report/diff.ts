import { shorten } from "../util/visible.ts";
import { escapeMarkdown } from "./markdown.ts";
import type { StableResults } from "./stable-results.ts";

const nameLimit = 120;

type Row = StableResults["ranking"][number];

/** What changed from results `a` to results `b`, as Markdown: rows, domains and their rates, AUC, ranking. Equal parts say so. */
export function diffResults(
  a: StableResults,
  b: StableResults,
  names: { readonly a: string; readonly b: string },
): string {
  const head = ["", names.a, names.b, "change"];
  const sections = [
    ["Rows", table(head, rowCounts(a, b))],
    [
      "Domains: rows",
      table(
        ["domain", ...head.slice(1)],
        byDomain(a, b, ({ rows }) => rows, integer),
      ),
    ],
    [
      "Domains: positive rate",
      table(
        ["domain", ...head.slice(1)],
        byDomain(a, b, (domain) => domain.positiveRate, rate),
      ),
    ],
    ["Base model: test AUC", table(["domain", ...head.slice(1)], aucs(a, b))],
    ["Completeness", table(head, [line("p95 of the residual", a.completeness.p95, b.completeness.p95, decimal)])],
    ["Ranking", ranking(a.ranking, b.ranking, names)],
  ];
  const body = sections.flatMap(([title, text]) => [`## ${title}`, "", text, ""]);
  return [`# ${names.a} → ${names.b}`, "", ...body].join("\n").trimEnd() + "\n";
}

function rowCounts(a: StableResults, b: StableResults): string[][] {
  const keys = ["read", "kept", "rejected"] as const;
  return keys.map((key) => line(key, a.ingest.rows[key], b.ingest.rows[key], integer));
}

type Domain = StableResults["domains"][number];

function byDomain(
  a: StableResults,
  b: StableResults,
  pick: (domain: Domain) => number | null,
  format: (value: number) => string,
): string[][] {
  const valuesOf = (results: StableResults) =>
    Object.fromEntries(results.domains.map((d) => [d.name, pick(d)] as const));
  return compareRecords(valuesOf(a), valuesOf(b), format);
}

function aucs(a: StableResults, b: StableResults): string[][] {
  const of = ({ baseModel }: StableResults) => baseModel.test.auc;
  const overall = line("all", of(a).overall, of(b).overall, decimal);
  return [overall, ...compareRecords(of(a).byDomain, of(b).byDomain, decimal)];
}

type Values = Readonly<Record<string, number | null>>;

function compareRecords(a: Values, b: Values, format: (value: number) => string): string[][] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  // A domain may have the name of something that every object has, such as constructor.
  const own = (values: Values, name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  return names.map((name) => line(name, own(a, name), own(b, name), format));
}

/** Features whose rank, selection or place above the noise changed; the others are counted. */
function ranking(a: readonly Row[], b: readonly Row[], names: { readonly a: string; readonly b: string }): string {
  const features = [...new Set([...b, ...a].map(({ feature }) => feature))];
  const pairs = features.map((feature) => ({
    before: a.find((row) => row.feature === feature),
    after: b.find((row) => row.feature === feature),
    feature,
  }));
  const moved = pairs.filter(({ before, after }) => place(before) !== place(after));
  const still = pairs.length - moved.length;
  if (moved.length === 0) return `No feature changed its place (${still} features).`;
  const rows = moved.map(({ feature, before, after }) => [
    escape(feature),
    place(before),
    place(after),
    delta(before?.ds ?? null, after?.ds ?? null, decimal),
  ]);
  const rest = still === 0 ? "" : `\n\n${still} other features kept their place.`;
  return table(["feature", names.a, names.b, "change of DS"], rows) + rest;
}

function place(row: Row | undefined): string {
  if (row === undefined) return "absent";
  const marks = [...(row.aboveNoise ? [] : ["in the noise"]), ...(row.selected ? ["selected"] : [])];
  return `${row.group} #${row.rank}${marks.length === 0 ? "" : ` (${marks.join(", ")})`}`;
}

function line(
  name: string,
  a: number | null | undefined,
  b: number | null | undefined,
  format: (value: number) => string,
): string[] {
  const show = (value: number | null | undefined): string =>
    value === undefined ? "absent" : value === null ? "none" : format(value);
  return [escape(name), show(a), show(b), delta(a ?? null, b ?? null, format)];
}

function delta(a: number | null, b: number | null, format: (value: number) => string): string {
  if (a === null || b === null) return "";
  if (a === b) return "=";
  return `${b > a ? "+" : "−"}${format(Math.abs(b - a))}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function escape(name: string): string {
  return escapeMarkdown(shorten(name, nameLimit));
}

function integer(value: number): string {
  return value.toLocaleString("en-US");
}

function rate(value: number): string {
  return `${(100 * value).toFixed(2)} %`;
}

function decimal(value: number): string {
  return value.toFixed(4);
}
