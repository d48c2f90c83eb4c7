import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { parseConfig } from "../../../../src/config/load.ts";
import { resolveSources } from "../../../../src/config/source-files.ts";
import { encodeSchema } from "../../../../src/data/artifacts/encode.ts";
import { idFeatures, readEvaluations } from "../../../../src/data/retrieval/read-evaluations.ts";
import { readInteractions } from "../../../../src/data/retrieval/read-interactions.ts";
import { openSession } from "../../../../src/data/session.ts";
import { retrievalPipeline } from "../../../../src/data/synth/retrieval/retrieval-pipeline.ts";
import { writeRetrievalLog } from "../../../../src/data/synth/retrieval/write-retrieval-log.ts";
import { evaluateLists } from "../../../../src/retrieval/evaluate-lists.ts";
import { popularityScores } from "../../../../src/retrieval/popularity.ts";
import { encodeStage } from "../../../../src/stages/encode.ts";
import { ingestStage } from "../../../../src/stages/ingest.ts";
import { profileStage } from "../../../../src/stages/profile.ts";
import { artifact } from "../../../support/audited-log.ts";
import { runStage, temporaryFolder } from "../../../support/run-stage.ts";

const truthSchema = z.object({ "Recall@10": z.record(z.string(), z.object({ popularity: z.number() })) });

/** Counted popularity differs from the planted one by chance, and lists are a few hundred. */
const tolerance = 0.08;

it("makes a pipeline whose held-out items are found by popularity about as often as the truth says", async () => {
  const run = temporaryFolder();
  const truth = truthSchema.parse(await writeRetrievalLog(join(run, "log.csv"), 12_000, 1))["Recall@10"];
  const config = parseConfig(retrievalPipeline("log", "log.csv"), "log.yaml");
  const files = resolveSources(config, run).map((file) => ({ ...file, bytes: 1, sha256: "0" }));
  const [log, evaluation] = [true, false].map((of) => files.filter(({ use }) => (use === "dataset") === of));
  await runStage(ingestStage, { run, config, files: log });
  await runStage(profileStage, { run, config });
  await runStage(encodeStage, { run, config });
  const encodeDir = join(run, "03-encode");
  const encode = encodeSchema.parse(artifact(run, "03-encode/encode.json"));
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(run, "duckdb") });
  const retrieval = config.retrieval ?? { user: "", item: "", evaluate: [] };
  const context = { encodeDir, encode, scratchDir: run, signal: new AbortController().signal };
  const sets = await readEvaluations(session, { retrieval, files: evaluation, ...context });
  const source = { encodeDir, encode, splits: ["train"] as const, ...idFeatures(encode, retrieval) };
  const { interactions } = await readInteractions(session, source);
  const lists = sets.flatMap((set) => set.lists);
  const [{ domains }] = evaluateLists(lists, 3, [10], popularityScores(interactions));
  const differences = domains.map(({ recall }, d) => (recall ?? 0) - truth[encode.domains[d]].popularity);
  expect(Math.max(...differences.map(Math.abs))).toBeLessThan(tolerance);
});
