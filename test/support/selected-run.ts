import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SelectionArtifact } from "../../src/data/artifacts/selection.ts";
import { writeEncodedRun } from "./encoded-run.ts";
import { temporaryFolder } from "./run-stage.ts";

/** `price` is selected and `site` is not, of a log with a third feature. */
export const selection: SelectionArtifact = {
  version: 1,
  rules: { topK: 1, minScore: 0, aboveNoise: true, explicit: null, alpha: 0.05 },
  selected: [{ name: "price", group: "numerical-scalar", rank: 1, ds: 1, noiseFloor: 0.1, why: "" }],
  rejected: [{ name: "site", group: "categorical-scalar", rank: 1, ds: 0.01, noiseFloor: 0.1, why: "" }],
  feed: { formats: [], rows: { train: 0, valid: 0, test: 0 }, domains: [], columns: [] },
};

/** A new run folder with an encoded log, whose features have embeddings of one size but for some of another, and a selection. */
export async function prepared(
  chosen: SelectionArtifact = selection,
  others: Readonly<Record<string, number>> = {},
): Promise<string> {
  const run = temporaryFolder();
  const { encode } = await writeEncodedRun(run, { train: 1500, valid: 300, test: 300 });
  const features = encode.features.map((feature) => ({ ...feature, embedding: others[feature.name] ?? 4 }));
  writeFileSync(join(run, "03-encode/encode.json"), JSON.stringify({ ...encode, features }));
  mkdirSync(join(run, "07-select"));
  writeFileSync(join(run, "07-select/selection.json"), JSON.stringify(chosen));
  return run;
}
