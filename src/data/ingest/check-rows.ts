import { z } from "zod";
import { DomainlensError } from "../../util/errors.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { quotePaths, sql } from "../identifiers.ts";
import type { Session } from "../session.ts";
import type { IngestSlice } from "./slice.ts";

type Rows = IngestArtifact["rows"];

/** More labels than this share that are not 0 or 1 mean that the column is not a binary label at all. */
const maxLabelDefects = 0.01;

/** Errors: DomainlensError("data") when the label column does not look binary. */
export function checkLabels(byReason: IngestArtifact["rejectsByReason"], rows: Rows): void {
  const defects = byReason.find((entry) => entry.reason === "the label is not 0 or 1");
  if (defects === undefined || defects.rows <= maxLabelDefects * (rows.read - rows.excluded)) return;
  throw new DomainlensError("data", {
    what: `the label is not binary: ${defects.rows} of ${rows.read} rows of ${JSON.stringify(defects.column)} hold something else than 0, 1, true or false`,
    remedy:
      'name the positive value, label: { column: …, positive: "…" }, or give a condition, label: { sql: "… > 0" }',
  });
}

const domainRow = z.object({ name: z.string(), rows: z.number(), positives: z.number() });

/** The domains in the order used everywhere, with their rows. Errors: DomainlensError("data") for none, one, or one label class that was not meant. */
export async function listDomains(
  session: Session,
  slice: IngestSlice,
  parts: readonly string[],
  { rows, rejectsByReason }: Pick<IngestArtifact, "rows" | "rejectsByReason">,
): Promise<IngestArtifact["domains"]> {
  const statement = sql`SELECT _domain AS name, COUNT(*) AS rows, CAST(SUM(_label) AS BIGINT) AS positives FROM read_parquet(${quotePaths(parts)}, hive_partitioning = false) GROUP BY _domain`;
  const found = rows.kept === 0 ? [] : await session.rows(statement, {}, domainRow);
  if (found.length === 0) {
    throw new DomainlensError("data", {
      what: `no row was kept of ${rows.read} read: ${rows.invalid} are invalid, ${rows.excluded} are excluded by the config${mostOften(rejectsByReason)}`,
      remedy: "check domain, label, dataset.filter and the columns' types against the files",
    });
  }
  if (found.length === 1) {
    throw new DomainlensError("data", {
      what: "the domain has a single value, so there is nothing to compare",
      value: found[0].name,
      remedy: "choose another domain column, or check dataset.filter and domain.values",
    });
  }
  if (found.some(({ name }) => name === "__proto__")) {
    throw new DomainlensError("data", {
      what: "a domain has the name __proto__, under which JavaScript cannot keep its numbers",
      remedy: "rename it: domain: { sql: \"replace(<column>, '__proto__', 'proto')\" }",
    });
  }
  const positives = found.reduce((total, domain) => total + domain.positives, 0);
  if (positives === 0 || (positives === rows.kept && !isImplicit(slice.label))) {
    throw new DomainlensError("data", {
      what: `the label is ${positives === 0 ? 0 : 1} in all ${rows.kept} kept rows, so no model can be trained`,
      remedy:
        positives === 0
          ? "check label, label.positive and dataset.filter"
          : 'check label, label.positive and dataset.filter; a log of nothing but positives, for retrieval, says label: { sql: "1" }',
    });
  }
  const names = typeof slice.domain === "object" ? slice.domain.values : undefined;
  const order = names ?? found.map((domain) => domain.name).sort((a, b) => (a < b ? -1 : 1));
  const counts = new Map(found.map((domain) => [domain.name, domain.rows]));
  return order.map((name) => ({ name, rows: counts.get(name) ?? 0 }));
}

function mostOften(rejects: IngestArtifact["rejectsByReason"]): string {
  const most = rejects.toSorted((a, b) => b.rows - a.rows).at(0);
  if (most === undefined) return "";
  const column = most.column === null ? "" : ` in column ${JSON.stringify(most.column)}`;
  return `; most often: ${most.reason}${column} (${most.rows})`;
}

/** Whether the config says that every row is a positive. */
function isImplicit(label: IngestSlice["label"]): boolean {
  return typeof label === "object" && /^(1|true)$/i.test(label.sql?.trim() ?? "");
}

const splitRow = z.object({ train: z.number(), valid: z.number(), test: z.number() });

/** Errors: DomainlensError("data") when a split holds no row that should. */
export async function requireSplits(
  session: Session,
  slice: IngestSlice,
  parts: readonly string[],
  split: IngestArtifact["split"],
): Promise<void> {
  if (slice.split.by === "none") return;
  const statement = sql`SELECT
    COUNT(*) FILTER (WHERE _split_value < CAST($low AS BIGINT)) AS train,
    COUNT(*) FILTER (WHERE _split_value >= CAST($low AS BIGINT) AND _split_value < CAST($high AS BIGINT)) AS valid,
    COUNT(*) FILTER (WHERE _split_value >= CAST($high AS BIGINT)) AS test
    FROM read_parquet(${quotePaths(parts)}, hive_partitioning = false)`;
  const [counts] = await session.rows(statement, { low: split.cuts[0], high: split.cuts[1] }, splitRow);
  for (const [name, rows] of Object.entries(counts)) {
    if (rows > 0) continue;
    throw new DomainlensError("data", {
      what: `the ${name} split holds no row`,
      value: counts,
      remedy:
        slice.split.by === "files" ? `give split.${name} files with rows` : `raise split.${name}, or give more rows`,
    });
  }
}

/** Does what checks the log as a whole; where that fails for lack of rows and a file was left out, the error is that of the file first. */
export async function checkWithFaults<T>(faults: readonly DomainlensError[], check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (faults.length === 0 || !(error instanceof DomainlensError)) throw error;
    const [{ code, details }] = faults;
    const what = `${details.what}. Without ${faults.length === 1 ? "this file" : `the ${faults.length} files that cannot be read`}, ${error.details.what}`;
    throw new DomainlensError(code, { ...details, what });
  }
}
