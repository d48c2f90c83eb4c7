import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openDevice } from "../compute/device.ts";
import type { Device } from "../compute/types.ts";
import type { Config } from "../config/schema.ts";
import { defineStage, type StageContext, type StageResult } from "../dag/stage.ts";
import { type EncodeArtifact, encodeSchema } from "../data/artifacts/encode.ts";
import { splitNames } from "../data/artifacts/layout.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { type TransferArtifact, transferSchema } from "../data/artifacts/transfer.ts";
import { labelCounts } from "../data/label-counts.ts";
import { openSession, type Session } from "../data/session.ts";
import { renderTransfer } from "../report/transfer/render-transfer.ts";
import { TrainingSpeed } from "../training/training-speed.ts";
import { compareAblations, compareMkt, compareTransfer } from "../training/transfer/compare-transfer.ts";
import { entityDomains, entityRows } from "../training/transfer/entity-domains.ts";
import { readRowGroups } from "../training/transfer/read-row-groups.ts";
import { trainTransfer } from "../training/transfer/train-transfer.ts";
import { entityOfRole } from "../util/entity-role.ts";
import { DomainlensError } from "../util/errors.ts";
import { noTarget, transferDeclaration, type TransferSlice } from "./declared/transfer.ts";
import { reachOf } from "./reach.ts";

/** Encoded rows → models for one entity, with what the rows of the others teach (MKT), compared on that entity's test rows. */
export const transferStage = defineStage<TransferSlice>({
  ...transferDeclaration,
  async run(context) {
    const { resources, scratchDir } = context;
    const { memoryBytes, threads } = resources;
    const tempDir = join(scratchDir, "duckdb");
    await using session = await openSession({ memoryBytes: memoryBytes / 4, threads, tempDir, ...reachOf(context) });
    const device = await openDevice(resources.device, { threads });
    try {
      return await transferTo(context, session, device);
    } finally {
      await device.close();
    }
  },
});

async function transferTo(
  context: StageContext<TransferSlice>,
  session: Session,
  device: Device,
): Promise<StageResult> {
  const { config, inputs, outputDir, scratchDir, seed, signal, report } = context;
  const { transfer } = config;
  if (transfer === undefined) throw new DomainlensError("config", noTarget);
  const encodeDir = inputs.encode;
  const encode = await readArtifact(encodeDir, "encode.json", encodeSchema);
  const { domains } = encode;
  const { target, sources } = entityDomains(transfer, domains);
  const counts = await Promise.all(splitNames.map((split) => labelCounts(session, encodeDir, split, domains.length)));
  const rows = entityRows({ target, sources }, counts, domains);
  warnOf(context, encode);
  const log = { encode, encodeDir, session, device, target, sources, targetRows: rows.target.train };
  const { known, users, activity } = await readRowGroups(session, log, rows.target);
  const seeds = Array.from({ length: transfer.seeds }, (_, i) => seed + i);
  const speed = new TrainingSpeed();
  const settings = { base: config.base, transfer, seeds, known, outputDir, scratchDir, signal, report };
  const trained = await trainTransfer({
    ...log,
    ...settings,
    epochTimed: ({ key }, done, seconds) => speed.add(key, done, seconds),
  });
  const artifact = transferSchema.parse({
    domains,
    target: domains[target],
    sources: sources.map((d) => domains[d]),
    rows,
    seeds,
    users,
    activity,
    device: { name: device.name, reason: device.reason },
    ...trained,
  });
  await writeFile(join(outputDir, "transfer.json"), `${JSON.stringify(artifact, null, 1)}\n`);
  await writeReport(outputDir, artifact, config.base);
  return { rows: encode.splits, notes: [`device ${device.name}: ${device.reason}`, ...speed.notes()] };
}

/** `transfer.md`, `transfer.html` and their charts. */
async function writeReport(folder: string, artifact: TransferArtifact, settings: Config["base"]): Promise<void> {
  const mkt = compareMkt(artifact);
  const compared = { lines: compareTransfer(artifact), mkt, ablations: compareAblations(artifact) };
  for (const { path, text } of renderTransfer({ artifact, ...compared, settings })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function warnOf({ warn }: StageContext<TransferSlice>, { features, users }: EncodeArtifact): void {
  if (features.every(({ role }) => entityOfRole(role) === undefined)) {
    warn(
      "no feature has a role entity-specific:<entity>: all entities have the same schema, and MKT has nothing to align",
    );
  }
  if (users === undefined) warn("the config names no user: there is no GAUC and no table by user activity");
}
