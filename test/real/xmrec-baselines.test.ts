import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { encodeSchema } from "../../src/data/artifacts/encode.ts";
import { idFeatures, readEvaluations } from "../../src/data/retrieval/read-evaluations.ts";
import { readInteractions } from "../../src/data/retrieval/read-interactions.ts";
import { openSession } from "../../src/data/session.ts";
import { evaluateLists, type ListScores } from "../../src/retrieval/evaluate-lists.ts";
import { neighbourScores } from "../../src/retrieval/item-neighbours.ts";
import { popularityScores } from "../../src/retrieval/popularity.ts";
import type { CandidateList, Interactions } from "../../src/retrieval/types.ts";
import { encodeStage } from "../../src/stages/encode.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { profileStage } from "../../src/stages/profile.ts";
import { artifact } from "../support/audited-log.ts";
import { runStage, sourceFiles, temporaryFolder } from "../support/run-stage.ts";
import { outside } from "../support/tolerance.ts";

const folder = "../shared/data/xmrec";
const present = existsSync(folder);
if (!present) console.log("skipped: the trivial methods on xmrec, because ../shared/data is absent");

const markets = ["s1", "s2", "s3"];
const retrieval = {
  user: "user",
  item: "item",
  evaluate: markets.map((domain) => ({ domain, positives: `${domain}.tsv` })),
};
const features: ConfigInput["features"] = {
  user: { kind: "categorical", column: "userId", minCount: 1 },
  item: { kind: "categorical", column: "itemId", minCount: 1 },
};

/** The known figures have three digits; sums of cosines that are equal but for their rounding may change places. */
const tolerance = { abs: 0.001, rel: 0 };

interface Markets {
  readonly interactions: Interactions;
  readonly lists: readonly CandidateList[];
}

/** All rows of the three markets as training rows. */
async function readMarkets(): Promise<Markets> {
  const run = temporaryFolder();
  const files = sourceFiles(markets.map((market) => resolve(folder, market, "train_5core.tsv")));
  const config: ConfigInput = {
    name: "xmrec",
    dataset: { files: ["*"], format: "tsv" },
    domain: { sql: "substr(userId, 1, 2)" },
    label: { sql: "1" },
    split: { by: "none" },
    features,
  };
  await runStage(ingestStage, { run, config, files });
  await runStage(profileStage, { run, config });
  await runStage(encodeStage, { run, config });
  return await readEncoded(run);
}

async function readEncoded(run: string): Promise<Markets> {
  const encodeDir = join(run, "03-encode");
  const encode = encodeSchema.parse(artifact(run, "03-encode/encode.json"));
  await using session = await openSession({
    memoryBytes: 2 ** 29,
    threads: 1,
    tempDir: join(run, "duckdb"),
    folders: [run, resolve(folder)],
  });
  const source = { encodeDir, encode, splits: ["train"] as const, ...idFeatures(encode, retrieval) };
  const { interactions } = await readInteractions(session, source);
  const context = { scratchDir: run, signal: new AbortController().signal };
  const sets = await readEvaluations(session, { retrieval, files: evaluationFiles(), encodeDir, encode, ...context });
  return { interactions, lists: sets.flatMap(({ lists }) => lists) };
}

function evaluationFiles() {
  return markets.flatMap((market, i) => {
    const lists = market === "s3" ? "valid_run.tsv.gz" : "valid_run.redrawn.tsv.gz";
    return [
      ...sourceFiles([resolve(folder, market, lists)], `evaluate:${i}:candidates`),
      ...sourceFiles([resolve(folder, market, "valid_qrel.tsv")], `evaluate:${i}:positives`),
    ];
  });
}

describe.skipIf(!present)("trivial methods on 100 candidates a user", () => {
  let data: Markets;
  beforeAll(async () => {
    data = await readMarkets();
  }, 120_000);

  it.each([
    ["popularity", popularityScores, [0.296, 0.716, 0.633]],
    ["item neighbours", (rows: Interactions) => neighbourScores(rows, "domain"), [0.372, 0.797, 0.758]],
  ])("reach the Recall@10 known of %s", (_, method: (rows: Interactions) => ListScores, expected) => {
    const [{ domains }] = evaluateLists(data.lists, 3, [10], method(data.interactions));
    expect(
      outside(
        domains.map(({ recall }) => recall ?? 0),
        expected,
        tolerance,
      ),
    ).toEqual([]);
  });
});
