import type { SourceFile } from "../../dag/stage.ts";
import { DomainlensError } from "../../util/errors.ts";
import { quoteIdentifier, sql, type SqlFragment } from "../identifiers.ts";
import { openFile } from "../ingest/open-file.ts";
import type { OpenFile, OpenOptions } from "../ingest/opened-file.ts";
import type { Session } from "../session.ts";

/** What reading a raw file needs besides the file. */
export interface ReadContext {
  readonly scratchDir: string;
  readonly signal: AbortSignal;
}

/** The file of one kind that entry `index` of `retrieval.evaluate` names; null when it names none. */
export function evaluationFile(
  files: readonly SourceFile[],
  index: number,
  kind: "candidates" | "positives",
): SourceFile | null {
  const found = files.filter(({ use }) => use === `evaluate:${index}:${kind}`);
  if (found.length < 2) return found.at(0) ?? null;
  throw new DomainlensError("config", {
    what: `retrieval.evaluate.${index}.${kind}: more than one file matches`,
    value: found.map(({ name }) => name),
    remedy: "name one file",
  });
}

/** Candidate lists as a relation of `_domainlens_record`, `user` and `items`. */
export async function openCandidates(session: Session, file: SourceFile, context: ReadContext): Promise<SqlFragment> {
  const { relation } = await openWhole(session, file, context, {
    format: "tsv",
    csv: { ...plain, header: false, columns: ["user", "items"] },
  });
  return relation;
}

/** Held-out items as a relation with `_domainlens_record`, and the expressions of the user, the item and the rating. */
export interface OpenPositives {
  readonly source: SqlFragment;
  readonly person: SqlFragment;
  readonly item: SqlFragment;
  readonly rating: SqlFragment;
}

export async function openPositives(session: Session, file: SourceFile, context: ReadContext): Promise<OpenPositives> {
  const { relation, columns } = await openWhole(session, file, context, {
    format: /\.csv(\.gz)?$/i.test(file.name) ? "csv" : "tsv",
    csv: { ...plain, header: true },
  });
  const [person, item, rating] = columns.map(quoteIdentifier);
  if (columns.length < 2) {
    throw new DomainlensError("data", {
      what: `${file.name} has one column where user and item are expected`,
      value: columns[0],
      remedy: "name it .tsv where its columns are separated by tabs, .csv where by commas",
    });
  }
  return {
    source: relation,
    person,
    item,
    rating: columns.length < 3 ? sql`1` : sql`CAST(${rating} AS DOUBLE)`,
  };
}

const plain = { delimiter: ",", quote: '"', nullTokens: [""] };

/** A file without a damaged record. Errors: DomainlensError("data") naming the first one. */
async function openWhole(
  session: Session,
  file: SourceFile,
  context: ReadContext,
  dialect: Pick<OpenOptions, "format" | "csv">,
): Promise<OpenFile> {
  const { scratchDir, signal } = context;
  const rest = { jsonColumns: [], types: {}, scratchName: "evaluation", scratchDir, signal };
  const open = await openFile(session, { ...file, ...dialect, ...rest });
  const [bad] = open.bad;
  if (bad === undefined) return open;
  throw new DomainlensError("data", {
    what: `${file.name}, line ${bad.line}: ${bad.defect}`,
    value: bad.text,
    remedy: "repair the file: a lost record would change the metrics silently",
  });
}
