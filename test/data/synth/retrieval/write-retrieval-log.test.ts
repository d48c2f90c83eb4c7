import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { retrievalDomains } from "../../../../src/data/synth/retrieval/retrieval-world.ts";
import { heldOutFiles, writeRetrievalLog } from "../../../../src/data/synth/retrieval/write-retrieval-log.ts";
import { temporaryFolder } from "../../../support/run-stage.ts";

const rows = 12_000;
const recallsSchema = z.object({
  "Recall@10": z.record(
    z.string(),
    z.object({
      lists: z.number(),
      best: z.number(),
      withoutSpecific: z.number(),
      withoutShared: z.number(),
      popularity: z.number(),
    }),
  ),
});

async function write(seed: number): Promise<{ stem: string; truth: unknown }> {
  const stem = join(temporaryFolder(), "log");
  return { stem, truth: await writeRetrievalLog(`${stem}.csv`, rows, seed) };
}

const linesOf = (path: string): string[][] =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/[,\t]/));

describe("writeRetrievalLog", () => {
  let stem: string;
  let truth: z.infer<typeof recallsSchema>["Recall@10"];
  let log: string[][];
  beforeAll(async () => {
    const written = await write(1);
    stem = written.stem;
    truth = recallsSchema.parse(written.truth)["Recall@10"];
    log = linesOf(`${stem}.csv`).slice(1);
  });

  it("writes as many rows as asked for, about 60, 30 and 10 % of them by domain", () => {
    expect(log).toHaveLength(rows);
    const share = (name: string): number => log.filter(([domain]) => domain === name).length / rows;
    expect(share("shop")).toBeCloseTo(0.6, 1);
    expect(share("video")).toBeCloseTo(0.3, 1);
    expect(share("live")).toBeCloseTo(0.1, 1);
  });

  it("shares users and items between the domains", () => {
    const of = (name: string, column: number): Set<string> =>
      new Set(log.filter(([domain]) => domain === name).map((row) => row[column]));
    const live = [...of("live", 1)];
    expect(live.filter((user) => of("shop", 1).has(user)).length / live.length).toBeGreaterThan(0.5);
    const items = [...of("live", 2)];
    expect(items.filter((item) => of("shop", 2).has(item)).length / items.length).toBeGreaterThan(0.3);
  });

  it("gives an item one category and one brand, and a user one segment and one city", () => {
    const items = new Set(log.map(([, , item]) => item));
    const users = new Set(log.map(([, user]) => user));
    expect(new Set(log.map(([, , item, , , category, brand]) => [item, category, brand].join())).size).toBe(items.size);
    expect(new Set(log.map(([, user, , segment, city]) => [user, segment, city].join())).size).toBe(users.size);
  });

  it.each(retrievalDomains.map(({ name }) => name))("holds out one item a user of %s among 99 unknown ones", (name) => {
    const files = heldOutFiles(stem, name);
    const chosen = new Set(log.map(([domain, user, item]) => `${domain} ${user} ${item}`));
    const positives = new Map(
      linesOf(files.positives)
        .slice(1)
        .map(([user, item]) => [user, item]),
    );
    const lists = linesOf(files.candidates);
    expect(lists).toHaveLength(positives.size);
    const wrong = lists.filter(
      ([user, ...items]) =>
        new Set(items).size !== 100 ||
        !items.includes(positives.get(user) ?? "") ||
        items.some((item) => chosen.has(`${name} ${user} ${item}`)),
    );
    expect(wrong).toEqual([]);
  });

  it.each(retrievalDomains.map(({ name }) => name))("plants interests of both kinds in %s", (name) => {
    const { best, withoutSpecific, withoutShared, popularity, lists } = truth[name];
    // Four standard deviations of a share over the lists would hide no planted effect.
    const margin = 0.02;
    expect(lists).toBeGreaterThan(100);
    expect(best).toBeGreaterThan(withoutSpecific + margin);
    expect(best).toBeGreaterThan(withoutShared + margin);
    expect(Math.min(withoutSpecific, withoutShared)).toBeGreaterThan(popularity + margin);
  });

  it("writes the same bytes for the same seed, and others for another", async () => {
    const [same, other] = [await write(1), await write(2)];
    expect(readFileSync(`${same.stem}.csv`).equals(readFileSync(`${stem}.csv`))).toBe(true);
    expect(same.truth).toMatchObject({ "Recall@10": truth });
    expect(readFileSync(`${other.stem}.csv`).equals(readFileSync(`${stem}.csv`))).toBe(false);
  });
});
