import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Config } from "../config/schema.ts";
import type { ProfileArtifact } from "../data/artifacts/profile.ts";
import type { RetrievalArtifact } from "../data/artifacts/retrieval.ts";
import { renderRetrieval } from "../report/retrieval/render-retrieval.ts";
import { retrievalComparisons } from "../training/two-tower/retrieval-comparisons.ts";

interface Facts {
  readonly profile: ProfileArtifact;
  readonly settings: NonNullable<Config["retrieval"]>;
}

/** `retrieval.json`, and the report on it with its charts. */
export async function writeRetrieval(
  folder: string,
  artifact: RetrievalArtifact,
  { profile, settings }: Facts,
): Promise<void> {
  await writeFile(join(folder, "retrieval.json"), `${JSON.stringify(artifact, null, 1)}\n`);
  const comparisons = retrievalComparisons(artifact);
  for (const { path, text } of renderRetrieval({ artifact, comparisons, overlap: profile.overlap, settings })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
