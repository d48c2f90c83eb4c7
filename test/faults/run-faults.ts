import { createRng } from "../../src/util/rng.ts";
import { judge, type Verdict } from "./judge.ts";
import type { Mutation } from "./mutation.ts";
import { readMutants } from "./read-mutants.ts";
import type { Mutant } from "./text-file.ts";

/** What came of the files of one class of defects. */
export interface ClassCount {
  readonly name: string;
  readonly files: number;
  readonly exact: number;
  readonly reported: number;
  readonly silent: readonly string[];
  /** Sound rows that were reported all the same. */
  readonly lost: number;
}

const seed = 20;

/** Makes `files` files of each class and ingests them. */
export async function runFaults(
  format: string,
  classes: Readonly<Record<string, Mutation>>,
  { files, folder }: { readonly files: number; readonly folder: string },
): Promise<ClassCount[]> {
  const named = Object.entries(classes).flatMap(([name, mutate]) =>
    Array.from({ length: files }, (_, i) => ({ name, i, mutant: mutate(createRng(seed + i, `${format}: ${name}`)) })),
  );
  const outcomes = await readMutants(
    named.map(({ mutant }) => mutant),
    folder,
  );
  const judged = named.map(({ name, i, mutant }, at) => ({ name, i, mutant, verdict: judge(mutant, outcomes[at]) }));
  return Object.keys(classes).map((name) =>
    count(
      name,
      judged.filter((one) => one.name === name),
    ),
  );
}

interface Judged {
  readonly i: number;
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

function count(name: string, judged: readonly Judged[]): ClassCount {
  const verdicts = judged.map(({ verdict }) => verdict);
  return {
    name,
    files: judged.length,
    exact: verdicts.filter(({ kind }) => kind === "exact").length,
    reported: verdicts.filter(({ kind }) => kind === "reported").length,
    silent: judged.flatMap(({ i, mutant, verdict }) =>
      verdict.kind === "silent" ? [`file ${i}: ${verdict.why}\n${mutant.bytes.toString("utf8").slice(0, 2000)}`] : [],
    ),
    lost: verdicts.reduce((sum, verdict) => sum + (verdict.kind === "silent" ? 0 : verdict.lost), 0),
  };
}
