import { cp, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { stageFolders } from "../../data/artifacts/layout.ts";
import { DomainlensError } from "../../util/errors.ts";
import { findRun } from "../find-run.ts";
import type { exportFormats } from "../commands/export.ts";
import type { CommonOptions } from "../options.ts";
import { printJson, printResult } from "../print.ts";
import { requireIntact } from "../require-intact.ts";
import { terminalText } from "../../util/visible.ts";

interface ExportOptions extends CommonOptions {
  readonly format: (typeof exportFormats)[number];
  readonly to: string;
}

/** Copies the feed or the model of a run, and prints the paths of the copies. */
export async function exportRun(reference: string, options: ExportOptions): Promise<void> {
  const run = await findRun(reference, options.runsDir);
  const isModel = options.format === "onnx";
  const files = isModel ? await modelFiles(run.folder) : await feedFiles(run.folder, options.format);
  if (isModel) await requireIntact(run, "train-base");
  await requireIntact(run, "select");
  await mkdir(options.to, { recursive: true });
  for (const { from, name } of files) await cp(from, join(options.to, name), { recursive: true });
  const paths = files.map(({ name }) => join(options.to, name));
  if (options.json === true) return printJson({ run: run.folder, paths });
  process.stderr.write(`${terminalText(`copied from ${run.folder}`)}\n`);
  return printResult(paths.join("\n"));
}

interface Copy {
  readonly from: string;
  readonly name: string;
}

async function feedFiles(runFolder: string, format: string): Promise<Copy[]> {
  const select = join(runFolder, stageFolders.select);
  const names = (await namesIn(join(select, "feed"))).filter((name) => name.endsWith(`.${format}`)).sort();
  if (names.length === 0)
    throw missing(`the run has no ${format} feed`, `add ${format} to select.feed and audit again`);
  const feed = [...names, "vocabularies"].map((name) => ({ from: join(select, "feed", name), name }));
  return [...feed, { from: join(select, "selection.json"), name: "selection.json" }];
}

async function modelFiles(runFolder: string): Promise<Copy[]> {
  const model = join(runFolder, stageFolders["train-base"]);
  const names = (await namesIn(model)).filter((name) => /^model\.(onnx|json)$/.test(name)).sort();
  if (!names.includes("model.onnx")) throw missing("the run has no model", "finish the run with domainlens audit");
  const vocabularies = { from: join(runFolder, stageFolders.select, "feed", "vocabularies"), name: "vocabularies" };
  return [...names.map((name) => ({ from: join(model, name), name })), vocabularies];
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((): string[] => []);
}

function missing(what: string, remedy: string): DomainlensError {
  return new DomainlensError("input", { what, remedy });
}
