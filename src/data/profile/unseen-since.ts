import { join } from "node:path";
import { z } from "zod";
import { featureFile, stageFolders } from "../artifacts/layout.ts";
import { readerPath } from "../identifiers.ts";
import { loadSql } from "../sql-file.ts";
import { openSession } from "../session.ts";

const count = z.number();
const unseenRow = z.object({ elements: count, unseen_elements: count, unseen_values: count });

/** A categorical feature of a run: its name, and its places among the features of an earlier run and of this one. */
export interface SharedFeature {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** Of a feature, how many elements have a value that the earlier run never had, and how many such values there are. */
export interface UnseenSince {
  readonly name: string;
  readonly elements: number;
  readonly unseenElements: number;
  readonly unseenValues: number;
}

/** Compares the values of features of two runs. @param before, after folders of the runs @param tempDir for what does not fit into memory */
export async function unseenSince(
  runs: { readonly before: string; readonly after: string; readonly tempDir: string },
  features: readonly SharedFeature[],
): Promise<UnseenSince[]> {
  await using session = await openSession({ memoryBytes: 2 ** 30, threads: 1, tempDir: runs.tempDir });
  const values = (run: string, f: number): string =>
    readerPath(join(run, stageFolders.profile, "values", featureFile(f)));
  const found: UnseenSince[] = [];
  for (const { name, before, after } of features) {
    const paths = { before: values(runs.before, before), after: values(runs.after, after) };
    const [row] = await session.rows(loadSql("profile/unseen-since"), paths, unseenRow);
    const { elements, unseen_elements: unseenElements, unseen_values: unseenValues } = row;
    found.push({ name, elements, unseenElements, unseenValues });
  }
  return found;
}
