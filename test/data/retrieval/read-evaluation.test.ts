import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluationFile } from "../../../src/data/retrieval/evaluation-files.ts";
import { type EvaluationSet, readEvaluation } from "../../../src/data/retrieval/read-evaluation.ts";
import { openSession } from "../../../src/data/session.ts";
import { type RetrievalLog, retrievalLog } from "../../support/retrieval-log.ts";
import { sourceFiles } from "../../support/run-stage.ts";

let log: RetrievalLog;
beforeAll(async () => {
  log = await retrievalLog(["a,1,u,i", "b,1,v,j", "a,1,u,k", "b,1,w,i", "a,1,u,j", "b,0,u,i", "a,1,u,i", "b,1,u,k"]);
});

/** @param lists lines of `user<tab>items`; null: no file of lists */
async function read(lists: readonly string[] | null, positives: readonly string[]): Promise<EvaluationSet> {
  const { run, encodeDir, encode } = log;
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(run, "duckdb") });
  const candidates = join(run, "lists.tsv.gz");
  writeFileSync(candidates, gzipSync(`${(lists ?? []).join("\n")}\n`));
  const held = join(run, "held-out.tsv");
  writeFileSync(held, `userId\titemId\trating\n${positives.join("\n")}\n`);
  const [user, item] = encode.features;
  return await readEvaluation(session, {
    name: "b",
    domain: 1,
    candidates: lists === null ? null : sourceFiles([candidates])[0],
    positives: sourceFiles([held])[0],
    encodeDir,
    user,
    item,
    scratchDir: run,
    signal: new AbortController().signal,
  });
}

const user = (name: string): number => log.users.get(name) ?? 0;
const items = (...names: string[]): Int32Array => Int32Array.from(names, (name) => log.items.get(name) ?? 0);

describe("readEvaluation", () => {
  it("gives the lists in their order, with encoded ids and the places of the positives", async () => {
    const { lists } = await read(["v\tk,i,j", "u\tj,k"], ["u\tj\t1", "v\ti\t1.0", "v\tj\t1"]);
    expect(lists).toEqual([
      { user: user("v"), domain: 1, items: items("k", "i", "j"), relevant: Int32Array.of(1, 2) },
      { user: user("u"), domain: 1, items: items("j", "k"), relevant: Int32Array.of(0) },
    ]);
  });

  it("gives the positives of each user, in the order of the file and each once", async () => {
    const { positives } = await read(null, ["v\tk\t1", "u\ti\t1", "v\ti\t1", "v\tk\t1", "u\tj\t0"]);
    expect(positives).toEqual([
      { user: user("v"), domain: 1, items: items("k", "i") },
      { user: user("u"), domain: 1, items: items("i") },
    ]);
  });

  it("keeps unknown users and items as 0, apart from one another, and counts them", async () => {
    const { lists, positives, facts } = await read(["x\ti,new,newer", "y\ti"], ["x\tnewer\t1", "y\ti\t1"]);
    expect(lists[0]).toEqual({ user: 0, domain: 1, items: items("i", "?", "?"), relevant: Int32Array.of(2) });
    expect(positives.map((positive) => [...positive.items])).toEqual([[0], [...items("i")]]);
    expect(facts).toMatchObject({ unknownUsers: 2, unknownItems: 2, unknownPositives: 1 });
  });

  it("puts the positives that a list lacks beyond its end, and counts them", async () => {
    const { lists, facts } = await read(["u\tk,j"], ["u\tj\t1", "u\ti\t1"]);
    expect(new Set(lists[0].relevant)).toEqual(new Set([1, 2]));
    expect(facts.absentPositives).toBe(1);
  });

  it("takes an item that a list repeats for relevant in its first place only", async () => {
    const { lists } = await read(["u\tk,i,i"], ["u\ti\t1"]);
    expect(lists[0].relevant).toEqual(Int32Array.of(1));
  });

  it("counts lists without a positive, empty lists among them, and users without a list", async () => {
    const { lists, facts } = await read(["u\tk", "v\t", "w\ti"], ["w\ti\t1", "x\ti\t1"]);
    expect(lists.map((list) => list.items.length)).toEqual([1, 0, 1]);
    expect(facts).toEqual({
      domain: "b",
      lists: 3,
      unknownUsers: 0,
      listsWithoutPositive: 2,
      items: 2,
      unknownItems: 0,
      positives: 2,
      unknownPositives: 0,
      absentPositives: 0,
      usersWithoutList: 1,
    });
  });

  it("refuses a damaged list, naming its line", async () => {
    await expect(read(["u\tk", "v"], ["u\tk\t1"])).rejects.toThrowError(
      "lists.tsv.gz, line 1: the line behind it may belong to it",
    );
  });

  it("refuses positives in one column", async () => {
    const { run, encodeDir, encode } = log;
    const path = join(run, "one.csv");
    writeFileSync(path, "user item\nu i\n");
    await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(run, "duckdb") });
    const [user, item] = encode.features;
    const rest = { encodeDir, user, item, scratchDir: run, signal: new AbortController().signal };
    const pending = readEvaluation(session, {
      name: "a",
      domain: 0,
      candidates: null,
      positives: sourceFiles([path])[0],
      ...rest,
    });
    await expect(pending).rejects.toThrowError("one.csv has one column");
  });
});

describe("evaluationFile", () => {
  const files = ["evaluate:0:positives", "evaluate:1:positives", "evaluate:1:positives"].map((use) => ({
    name: use,
    path: use,
    bytes: 0,
    sha256: "",
    use,
  }));

  it("finds the file of an entry, or none", () => {
    expect(evaluationFile(files, 0, "positives")?.use).toBe("evaluate:0:positives");
    expect(evaluationFile(files, 0, "candidates")).toBeNull();
  });

  it("refuses a pattern that matches two files", () =>
    expect(() => evaluationFile(files, 1, "positives")).toThrowError("more than one file matches"));
});
