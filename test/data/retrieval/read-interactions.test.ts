import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FoundInteractions, readInteractions } from "../../../src/data/retrieval/read-interactions.ts";
import type { SplitName } from "../../../src/data/artifacts/layout.ts";
import { openSession } from "../../../src/data/session.ts";
import { type RetrievalLog, retrievalLog } from "../../support/retrieval-log.ts";

const train = ["a,1,u,i", "b,1,v,i", "a,0,u,j", "a,1,v,j", "b,1,,i", "a,1,u,i"];
const heldOut = ["a,1,v,i", "b,1,u,j", "a,1,new,i", "b,0,u,i"];

async function read({ run, encodeDir, encode }: RetrievalLog, splits: SplitName[]): Promise<FoundInteractions> {
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(run, "duckdb") });
  const [user, item] = encode.features;
  return await readInteractions(session, { encodeDir, encode, splits, user, item });
}

describe("readInteractions", () => {
  it("takes the positive rows of the split in their order, by encoded id", async () => {
    const log = await retrievalLog([...train, ...heldOut]);
    const { interactions } = await read(log, ["train"]);
    const [u, v] = ["u", "v"].map((name) => log.users.get(name));
    const [i, j] = ["i", "j"].map((name) => log.items.get(name));
    expect(interactions).toEqual({
      users: Int32Array.from([u, v, v, u].map(Number)),
      items: Int32Array.from([i, i, j, i].map(Number)),
      domains: Int32Array.of(0, 1, 0, 0),
      userCount: 5,
      itemCount: 5,
      domainCount: 2,
    });
  });

  it("counts the rows without an id: null, unknown and rare ones", async () => {
    const log = await retrievalLog([...train, ...heldOut]);
    expect((await read(log, ["train"])).leftOut).toBe(1);
    expect((await read(log, ["valid", "test"])).leftOut).toBe(1);
    const rare = await retrievalLog([...train, ...heldOut], 3);
    expect(await read(rare, ["train"])).toMatchObject({ leftOut: 3, interactions: { users: { length: 2 } } });
  });
});
