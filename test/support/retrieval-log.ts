import { join } from "node:path";
import { z } from "zod";
import { type EncodeArtifact, encodeSchema } from "../../src/data/artifacts/encode.ts";
import { encodeStage } from "../../src/stages/encode.ts";
import { artifact, profiledLog, queryRows } from "./audited-log.ts";
import { runStage } from "./run-stage.ts";

/** An encoded log of domains a and b with the features `user` and `item`; the first 60 % of the rows are training. */
export interface RetrievalLog {
  readonly run: string;
  readonly encodeDir: string;
  readonly encode: EncodeArtifact;
  /** Encoded ids by name. */
  readonly users: ReadonlyMap<string, number>;
  readonly items: ReadonlyMap<string, number>;
}

/** @param rows `domain,label,user,item` in the order of time */
export async function retrievalLog(rows: readonly string[], minCount = 1): Promise<RetrievalLog> {
  const text = `d,y,user,item,k\n${rows.map((row, k) => `${row},${k}\n`).join("")}`;
  const log = await profiledLog(text, {
    dataset: { files: ["*"], columns: { k: "bigint" } },
    split: { by: "time", column: "k", train: 0.6, valid: 0.2, test: 0.2 },
    features: { user: { kind: "categorical", role: "user" }, item: { kind: "categorical", role: "item" } },
    encode: { minCount },
  });
  await runStage(encodeStage, log);
  const encodeDir = join(log.run, "03-encode");
  const encode = encodeSchema.parse(artifact(log.run, "03-encode/encode.json"));
  const [users, items] = await Promise.all(
    ["000", "001"].map((file) => idsOf(`${encodeDir}/vocabulary/${file}.parquet`)),
  );
  return { run: log.run, encodeDir, encode, users, items };
}

const idRow = z.object({ value: z.string(), id: z.number() });

async function idsOf(vocabulary: string): Promise<ReadonlyMap<string, number>> {
  const rows = await queryRows(idRow, `SELECT value, id FROM '${vocabulary}' WHERE kind = 'value'`);
  return new Map(rows.map(({ value, id }) => [value, id]));
}
