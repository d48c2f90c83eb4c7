import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { memoryBudget } from "../dag/memory.ts";
import { defineStage, type StageContext, type StageResult } from "../dag/stage.ts";
import { type EncodeArtifact, encodeSchema } from "../data/artifacts/encode.ts";
import { ingestSchema } from "../data/artifacts/ingest.ts";
import { splitNames } from "../data/artifacts/layout.ts";
import { profileSchema } from "../data/artifacts/profile.ts";
import { encodeRows } from "../data/encode/encode-rows.ts";
import { fitFeatures } from "../data/encode/fit-features.ts";
import type { EncodeSlice } from "../data/encode/slice.ts";
import { fitUsers } from "../data/encode/users.ts";
import { createRowsView, ingestParts } from "../data/rows-view.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { openSession, type Session } from "../data/session.ts";
import { statisticTables, writeKnownValues } from "../data/statistics/statistic-tables.ts";
import { encodeDeclaration } from "./declared/encode.ts";
import { reachOf } from "./reach.ts";

/** Typed rows → vocabularies and supports fitted on the training split, and integer rows per split. */
export const encodeStage = defineStage<EncodeSlice>({
  ...encodeDeclaration,
  async run(context) {
    const { threads } = context.resources;
    const memoryBytes = memoryBudget(context.resources, []).engine;
    const tempDir = join(context.scratchDir, "duckdb");
    await using session = await openSession({ memoryBytes, threads, tempDir, ...reachOf(context) });
    // A left join may otherwise be turned round, and the rows would lose their order.
    await session.run("SET disabled_optimizers = 'join_order,build_side_probe_side'");
    return await encode(context, session);
  },
});

async function encode(context: StageContext<EncodeSlice>, session: Session): Promise<StageResult> {
  const { inputs, outputDir, signal } = context;
  const ingest = await readArtifact(inputs.ingest, "ingest.json", ingestSchema);
  const profile = await readArtifact(inputs.profile, "profile.json", profileSchema);
  for (const folder of ["vocabulary", "support"]) mkdirSync(join(outputDir, folder));
  const parts = ingestParts(inputs.ingest, ingest);
  const tables = statisticTables(ingest, inputs.profile);
  await createRowsView(session, parts, ingest, tables);
  const { features, mapped } = await fitFeatures(session, {
    ingest,
    config: context.config,
    profileDir: inputs.profile,
    encodeDir: outputDir,
    signal,
    report: (message, done, total) => context.report({ message, done, total, unit: "features" }),
  });
  const report = (done: number, total: number): void => context.report({ message: "rows", done, total, unit: "parts" });
  const domains = ingest.domains.map(({ name }) => name);
  for (const table of tables) await writeKnownValues(session, table, domains, outputDir);
  const users = context.config.user === true ? await fitUsers(session) : undefined;
  const rowsDir = join(outputDir, "rows");
  const target = { ingest, tables, features: mapped, users: users?.table, rowsDir, scratchDir: context.scratchDir };
  await encodeRows(session, parts, { ...target, signal, report });
  const rowsOf = (s: number): number => profile.domains.reduce((sum, domain) => sum + domain.splits[s].rows, 0);
  const [train, valid, test] = splitNames.map((_, s) => rowsOf(s));
  const counted = users !== undefined && { users: users.count };
  const artifact: EncodeArtifact = { domains, splits: { train, valid, test }, ...counted, features };
  await writeFile(join(outputDir, "encode.json"), `${JSON.stringify(encodeSchema.parse(artifact), null, 1)}\n`);
  return { rows: artifact.splits };
}
