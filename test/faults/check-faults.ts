import { expect } from "vitest";
import { temporaryFolder } from "../support/run-stage.ts";
import type { Mutation } from "./mutation.ts";
import { type ClassCount, runFaults } from "./run-faults.ts";

const filesOfAClass = Number(process.env["FAULT_FILES"] ?? 16);

/** A minute, on a machine with nothing else to do. */
export const patience = 3_600_000;

/**
 * Ingests damaged files of every class, prints what came of them, and compares that with `results/<slug>.md`. A row that is wrong and that
 * nothing reports is a failure of its own, with the file.
 */
export async function checkFaults(slug: string, classes: Readonly<Record<string, Mutation>>): Promise<void> {
  const counts = await runFaults(slug, classes, { files: filesOfAClass, folder: temporaryFolder() });
  const table = tableOf(counts);
  process.stdout.write(`${slug}\n${table}`);
  expect(counts.flatMap(({ name, silent }) => silent.map((what) => `${name}, ${what}`))).toEqual([]);
  if (process.env["FAULT_FILES"] === undefined) await expect(table).toMatchFileSnapshot(`results/${slug}.md`);
}

function tableOf(counts: readonly ClassCount[]): string {
  const total = (key: "files" | "exact" | "reported" | "lost"): number =>
    counts.reduce((sum, one) => sum + one[key], 0);
  const silent = counts.reduce((sum, one) => sum + one.silent.length, 0);
  const rows = counts.map((one) => [one.name, one.files, one.exact, one.reported, one.silent.length, one.lost]);
  const all = ["all", total("files"), total("exact"), total("reported"), silent, total("lost")];
  const lines = [...rows, all].map((cells) => `| ${cells.join(" | ")} |`);
  const head =
    "| defect | files | exact | reported | silently wrong | sound rows reported |\n| --- | --: | --: | --: | --: | --: |";
  return `${head}\n${lines.join("\n")}\n`;
}
