import { Command } from "commander";
import { diffResults } from "../../report/diff.ts";
import { findRun, readResults } from "../find-run.ts";
import { type CommonOptions, addCommonOptions } from "../options.ts";
import { printJson, printResult } from "../print.ts";

/** `domainlens diff`: what changed between two runs, as Markdown on stdout. */
export function diffCommand(): Command {
  const command = new Command("diff")
    .description("print what changed between two runs, such as the audits of two log dumps")
    .argument("<runA>", "folder or id of a run, or the name of a pipeline for its latest run")
    .argument("<runB>", "the run to compare it with");
  return addCommonOptions(command).action(async (a: string, b: string, { runsDir, json }: CommonOptions) => {
    const runs = await Promise.all([findRun(a, runsDir), findRun(b, runsDir)]);
    const [before, after] = await Promise.all(runs.map(({ folder }) => readResults(folder)));
    const names = { a: nameOf(runs[0].manifest), b: nameOf(runs[1].manifest) };
    const markdown = diffResults(before.results, after.results, names);
    return json === true ? printJson({ a: names.a, b: names.b, markdown }) : printResult(markdown);
  });
}

function nameOf({ pipeline, runId }: { readonly pipeline: string; readonly runId: string }): string {
  return `${pipeline}/${runId}`;
}
