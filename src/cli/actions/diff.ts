import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SharedFeature, unseenSince } from "../../data/profile/unseen-since.ts";
import { diffResults } from "../../report/diff.ts";
import type { StableResults } from "../../report/stable-results.ts";
import { findRun, readResults } from "../find-run.ts";
import type { CommonOptions } from "../options.ts";
import { printJson, printResult } from "../print.ts";

/** Prints what changed between two runs. */
export async function diff(a: string, b: string, { runsDir, json }: CommonOptions): Promise<void> {
  const runs = await Promise.all([findRun(a, runsDir), findRun(b, runsDir)]);
  const [before, after] = await Promise.all(runs.map(({ folder }) => readResults(folder)));
  const names = { a: nameOf(runs[0].manifest), b: nameOf(runs[1].manifest) };
  const shared = sharedCategories(before.results, after.results);
  const unseen = await inTemporaryFolder((tempDir) =>
    unseenSince({ before: runs[0].folder, after: runs[1].folder, tempDir }, shared),
  );
  const markdown = diffResults(before.results, after.results, names, unseen);
  return json === true ? printJson({ a: names.a, b: names.b, markdown }) : printResult(markdown);
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "domainlens-diff-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Categorical features of both runs, by name. */
function sharedCategories(before: StableResults, after: StableResults): SharedFeature[] {
  return after.features.flatMap(({ feature, encoding }, f) => {
    const earlier = before.features.findIndex((one) => one.feature === feature && one.encoding.kind === encoding.kind);
    return encoding.kind !== "categorical" || earlier < 0 ? [] : [{ name: feature, before: earlier, after: f }];
  });
}

function nameOf({ pipeline, runId }: { readonly pipeline: string; readonly runId: string }): string {
  return `${pipeline}/${runId}`;
}
