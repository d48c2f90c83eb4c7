import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ConfigInput, configSchema } from "../../src/config/schema.ts";
import type { FileReport } from "../../src/data/ingest/file-reader.ts";
import { LocalReader } from "../../src/data/ingest/local-reader.ts";
import { ingestSlice } from "../../src/data/ingest/slice.ts";
import { sourceFiles } from "./run-stage.ts";

interface ReadOptions extends Pick<ConfigInput, "features"> {
  readonly dataset?: Partial<ConfigInput["dataset"]>;
  /** Paths of the lookup tables, one for each of `dataset.joins`. */
  readonly lookups?: readonly string[];
}

/** Reads one raw file of the columns d (domain), y (label) and others in this process; its rows lie in `rows` beside it and count from 40. */
export async function readLog(path: string, { dataset, features, lookups = [] }: ReadOptions): Promise<FileReport> {
  const folder = dirname(path);
  const rowsDir = join(folder, "rows");
  mkdirSync(rowsDir);
  const config = configSchema.parse({
    name: "log",
    dataset: { files: ["*"], ...dataset },
    domain: "d",
    label: "y",
    features,
  });
  const limits = { memoryBytes: 2 ** 29, threads: 1, reach: { folders: [folder] } };
  await using reader = new LocalReader({
    slice: ingestSlice(config),
    lookups: lookups.flatMap((table, j) => sourceFiles([table], `join:${j}`)),
    rowsDir,
    scratchDir: folder,
    ...limits,
  });
  const [file] = sourceFiles([path]);
  const place = { fileIndex: 0, rowBase: 40, split: undefined };
  return await reader.read({ file, entity: undefined, place }, new AbortController().signal);
}
