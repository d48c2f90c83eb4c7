import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attributeHere, attributeInThreads } from "../attribution/attribute-batches.ts";
import { attributionPool } from "../attribution/attribution-pool.ts";
import { attributeRows, type AttributionPass, type PassOptions } from "../attribution/attribute-rows.ts";
import { Attributor, type FrozenModel } from "../attribution/attributor.ts";
import { chooseSteps } from "../attribution/choose-steps.ts";
import { describePass } from "../attribution/describe-pass.ts";
import { quadrature } from "../attribution/quadrature.ts";
import { sampleRows } from "../attribution/sample-rows.ts";
import { openDevice } from "../compute/device.ts";
import type { Device } from "../compute/types.ts";
import { defineStage, type StageContext, type StageResult } from "../dag/stage.ts";
import { attributeSchema } from "../data/artifacts/attribute.ts";
import { type EncodeArtifact, encodeSchema } from "../data/artifacts/encode.ts";
import { EffectsWriter } from "../data/effects-writer.ts";
import { EncodedSplit } from "../data/encoded-rows.ts";
import { effectsFile } from "../data/read-effects.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { memoryBudget } from "../dag/memory.ts";
import { openSession } from "../data/session.ts";
import { readBuckets } from "../data/support-buckets.ts";
import { loadBaseModel } from "../models/base-model.ts";
import { attributeDeclaration, type AttributeSlice } from "./declared/attribute.ts";
import { attributeMemory } from "./memory/attribute-memory.ts";
import { reachOf } from "./reach.ts";

/** Reading row groups in turn takes no more. */
const mostForReading = 2 ** 29;

/** Training rows and the base model → Integrated Gradients of every feature, as mergeable effect histograms and model dependence. */
export const attributeStage = defineStage<AttributeSlice>({
  ...attributeDeclaration,
  async run(context) {
    const device = await openDevice(context.resources.device, { threads: context.resources.threads });
    try {
      return await attribute(context, device);
    } finally {
      await device.close();
    }
  },
});

async function attribute(context: StageContext<AttributeSlice>, device: Device): Promise<StageResult> {
  const { config, inputs, outputDir, scratchDir, resources, signal, seed } = context;
  const encode = await readArtifact(inputs.encode, "encode.json", encodeSchema);
  const { engine } = memoryBudget(resources, attributeMemory(encode, config, resources.threads));
  // One reads rows, the other merges histograms, which it may do on disk.
  const memoryBytes = engine / 2;
  await using reading = await openSession({
    memoryBytes: Math.min(memoryBytes, mostForReading),
    threads: resources.threads,
    tempDir: join(scratchDir, "duckdb"),
    ...reachOf(context),
  });
  await using merging = await openSession({
    memoryBytes,
    threads: resources.threads,
    tempDir: join(scratchDir, "merge"),
    ...reachOf(context),
  });
  const writer = await EffectsWriter.open(merging);
  const model = await loadModel(context, encode, await readBuckets(reading, inputs.encode, encode));
  const train = new EncodedSplit(reading, inputs.encode, encode, "train");
  const rows = Math.min(config.sampleRows ?? Infinity, encode.splits.train);
  const keep =
    rows < encode.splits.train
      ? await sampleRows(train.batches({ batchSize: 4096, signal }), encode.splits.train, rows, seed)
      : undefined;
  const log = { encode, device, model, train, keep, rows, writer };
  const { pass, steps } = await chooseSteps(config, (used, goOn) => attributeWith(used, goOn, context, log));
  await writer.write(join(outputDir, effectsFile));
  const artifact = describePass(pass, { config, encode, steps, sampled: keep !== undefined, device });
  const { p95, bound, withinBound } = artifact.completeness;
  if (!withinBound) {
    context.warn(
      `the 95th percentile of the completeness residual is ${p95.toPrecision(3)} with T = ${steps.used}, above attribute.maxResidualP95 = ${bound}: raise attribute.maxSteps`,
    );
  }
  await writeFile(join(outputDir, "attribute.json"), `${JSON.stringify(attributeSchema.parse(artifact), null, 1)}\n`);
  return { rows: { rows: artifact.rows }, notes: [`device ${device.name}: ${device.reason}`] };
}

interface PassedLog {
  readonly encode: EncodeArtifact;
  readonly device: Device;
  readonly model: FrozenModel;
  readonly train: EncodedSplit;
  /** Which rows are attributed; undefined for all. */
  readonly keep: ((row: number) => boolean) | undefined;
  /** How many rows are attributed. */
  readonly rows: number;
  readonly writer: EffectsWriter;
}

/** One pass with T = `steps` nodes. */
async function attributeWith(
  steps: number,
  goOn: PassOptions["goOn"],
  context: StageContext<AttributeSlice>,
  { encode, device, model, train, keep, rows, writer }: PassedLog,
): Promise<AttributionPass> {
  const { config, resources, signal } = context;
  await writer.clear();
  const attributor = await Attributor.create(device, model, quadrature(config.quadrature, steps), config.target);
  const { batchSize } = attributor;
  const pool = attributionPool(attributor, device.name, resources.threads);
  try {
    const batches = train.batches({ batchSize, signal, ...(keep && { keep }) });
    return await attributeRows({
      encode,
      attributed: pool === undefined ? attributeHere(attributor, batches) : attributeInThreads(pool, batches),
      batchSize,
      effect: config.effect,
      writer,
      goOn: (residuals) => {
        context.report({ message: `T = ${steps}`, done: residuals.rows, total: rows, unit: "rows" });
        return goOn(residuals);
      },
    });
  } finally {
    await pool?.close();
    await attributor.close();
  }
}

async function loadModel(
  { inputs }: StageContext<AttributeSlice>,
  encode: EncodeArtifact,
  buckets: readonly (Int32Array | null)[],
): Promise<FrozenModel> {
  const { tables, memory, dense } = await loadBaseModel(inputs["train-base"], inputs.encode, buckets);
  const layers = dense.map(({ kernel, bias, in: width, out }) => ({ inputs: width, outputs: out, kernel, bias }));
  return { tables, memory, network: { sizes: encode.features.map(({ embedding }) => embedding), layers } };
}
