import { join } from "node:path";
import { z } from "zod";
import type { SourceFile } from "../../dag/stage.ts";
import type { CandidateList, UserItems } from "../../retrieval/types.ts";
import { type EncodedFeature, idsFile } from "../artifacts/encode.ts";
import type { EvaluationFacts } from "../artifacts/evaluation-facts.ts";
import { integers } from "../chunk.ts";
import { quotePath, sql, type SqlFragment } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { loadFragment } from "../sql-file.ts";
import { openCandidates, openPositives, type ReadContext } from "./evaluation-files.ts";

/** What one domain is evaluated on. */
export interface EvaluationSource extends ReadContext {
  /** Name and number of the domain. */
  readonly name: string;
  readonly domain: number;
  /** Null when there are no lists. */
  readonly candidates: SourceFile | null;
  readonly positives: SourceFile;
  readonly encodeDir: string;
  /** The features that hold the ids of users and items. */
  readonly user: EncodedFeature;
  readonly item: EncodedFeature;
}

/** Candidate lists in the order of their file, and the held-out items of every user; users and items by their encoded ids. */
export interface EvaluationSet {
  readonly lists: readonly CandidateList[];
  readonly positives: readonly UserItems[];
  /** All but what takes the training split to know. */
  readonly facts: Omit<EvaluationFacts, "chosenPositives">;
}

const tables = { lists: sql`candidate_lists`, held_out: sql`held_out_items` };
const unlistedRow = z.object({ users: z.number() });

/**
 * Reads candidate lists and held-out items. Users and items that the vocabularies do not name have id 0, unknown: they stay where they are
 * and are counted. Errors: DomainlensError("data") for a file that cannot be read whole.
 */
export async function readEvaluation(session: Session, source: EvaluationSource): Promise<EvaluationSet> {
  const users = vocabulary(source, source.user);
  const items = vocabulary(source, source.item);
  const positivesFile = await openPositives(session, source.positives, source);
  const heldOut = loadFragment("retrieval/held-out-items", { ...positivesFile, users, items });
  await session.run(sql`CREATE OR REPLACE TEMP TABLE ${tables.held_out} AS ${heldOut}`);
  const listsFile = source.candidates === null ? noLists : await openCandidates(session, source.candidates, source);
  const candidates = loadFragment("retrieval/candidate-lists", { source: listsFile });
  await session.run(sql`CREATE OR REPLACE TEMP TABLE ${tables.lists} AS ${candidates}`);
  const positives = await readPositives(session, source.domain);
  const { lists, absent } = await readLists(session, source.domain, { users, items });
  const [unlisted] = await session.rows(loadFragment("retrieval/unlisted-users", tables), {}, unlistedRow);
  for (const table of Object.values(tables)) await session.run(sql`DROP TABLE ${table}`);
  const facts = {
    ...countFacts(lists, positives),
    domain: source.name,
    absentPositives: absent,
    usersWithoutList: unlisted.users,
  };
  return { lists, positives, facts };
}

const noLists = sql`SELECT CAST(NULL AS BIGINT) AS _domainlens_record, '' AS "user", '' AS items WHERE false`;

async function readPositives(session: Session, domain: number): Promise<UserItems[]> {
  const found: { user: number; domain: number; items: number[] }[] = [];
  for await (const chunk of session.stream(loadFragment("retrieval/positives", tables))) {
    const [person, user, item] = [0, 1, 2].map((column) => integers(chunk, column));
    for (let b = 0; b < chunk.rowCount; b++) {
      if (person[b] === found.length) found.push({ user: user[b], domain, items: [] });
      found[person[b]].items.push(item[b]);
    }
  }
  return found.map(({ items, ...rest }) => ({ ...rest, items: Int32Array.from(items) }));
}

/** The lists, and how many held-out items they lack. */
async function readLists(
  session: Session,
  domain: number,
  vocabularies: { readonly users: SqlFragment; readonly items: SqlFragment },
): Promise<{ lists: CandidateList[]; absent: number }> {
  const drafts: { user: number; items: Int32Array; relevant: number[] }[] = [];
  let absent = 0;
  for await (const chunk of session.stream(
    loadFragment("retrieval/list-users", { ...tables, users: vocabularies.users }),
  )) {
    const [user, length, lacking] = [0, 1, 2].map((column) => integers(chunk, column));
    for (let b = 0; b < chunk.rowCount; b++) {
      const relevant = Array.from({ length: lacking[b] }, (_, k) => length[b] + k);
      drafts.push({ user: user[b], items: new Int32Array(length[b]), relevant });
      absent += lacking[b];
    }
  }
  await fillItems(session, drafts, vocabularies.items);
  const lists = drafts.map(({ user, items, relevant }) => ({
    user,
    domain,
    items,
    relevant: Int32Array.from(relevant),
  }));
  return { lists, absent };
}

async function fillItems(
  session: Session,
  drafts: readonly { readonly items: Int32Array; readonly relevant: number[] }[],
  items: SqlFragment,
): Promise<void> {
  let [list, place] = [0, 0];
  for await (const chunk of session.stream(loadFragment("retrieval/list-items", { ...tables, vocabulary: items }))) {
    const [item, relevant] = [0, 1].map((column) => integers(chunk, column));
    for (let b = 0; b < chunk.rowCount; b++, place++) {
      while (place === drafts[list].items.length) [list, place] = [list + 1, 0];
      drafts[list].items[place] = item[b];
      if (relevant[b] === 1) drafts[list].relevant.push(place);
    }
  }
}

/** Counts over the ids; id 0 is unknown. */
function countFacts(lists: readonly CandidateList[], positives: readonly UserItems[]) {
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  const unknown = (items: Int32Array): number => items.reduce((count, item) => count + (item === 0 ? 1 : 0), 0);
  return {
    lists: lists.length,
    unknownUsers: lists.filter(({ user }) => user === 0).length,
    listsWithoutPositive: lists.filter(({ relevant }) => relevant.length === 0).length,
    items: sum(lists.map(({ items }) => items.length)),
    unknownItems: sum(lists.map(({ items }) => unknown(items))),
    positives: sum(positives.map(({ items }) => items.length)),
    unknownPositives: sum(positives.map(({ items }) => unknown(items))),
  };
}

function vocabulary({ encodeDir }: EvaluationSource, feature: EncodedFeature): SqlFragment {
  return quotePath(join(encodeDir, idsFile(feature)));
}
