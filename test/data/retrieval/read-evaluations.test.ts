import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type EvaluationsInput, readEvaluations } from "../../../src/data/retrieval/read-evaluations.ts";
import type { EvaluationSet } from "../../../src/data/retrieval/read-evaluation.ts";
import { openSession } from "../../../src/data/session.ts";
import { type RetrievalLog, retrievalLog } from "../../support/retrieval-log.ts";
import { sourceFiles } from "../../support/run-stage.ts";

let log: RetrievalLog;
beforeAll(async () => {
  log = await retrievalLog(["a,1,u,i", "b,1,v,j", "a,1,u,j", "b,0,v,i", "a,1,u,i", "b,1,v,j"]);
});

async function read(...domains: string[]): Promise<EvaluationSet[]> {
  const { run, encodeDir, encode } = log;
  const files = domains.flatMap((_, entry) => {
    const path = join(run, `held-out-${entry}.csv`);
    writeFileSync(path, `user,item\n${entry === 0 ? "u" : "v"},i\n`);
    return sourceFiles([path], `evaluate:${entry}:positives`);
  });
  const evaluate = domains.map((domain) => ({ domain, positives: "" }));
  const retrieval: EvaluationsInput["retrieval"] = { user: "user", item: "item", evaluate };
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(run, "duckdb") });
  const rest = { scratchDir: run, signal: new AbortController().signal };
  return await readEvaluations(session, { retrieval, files, encodeDir, encode, ...rest });
}

describe("readEvaluations", () => {
  it("reads each entry with its own files, under the number of its domain", async () => {
    const sets = await read("b", "a");
    expect(sets.map(({ positives: [{ domain, user }], facts }) => [facts.domain, domain, user])).toEqual([
      ["b", 1, log.users.get("u")],
      ["a", 0, log.users.get("v")],
    ]);
  });

  it("refuses a domain that the log does not have", async () => {
    await expect(read("c")).rejects.toMatchObject({
      exitCode: 2,
      message: "retrieval.evaluate.0.domain: the log has no such domain",
    });
  });
});
