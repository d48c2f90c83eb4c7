import { join } from "node:path";
import type { TrainedMem } from "../attribution/entity-importance.ts";
import { reservedIds } from "../data/artifacts/reserved-ids.ts";
import type { ImportanceArtifact } from "../data/artifacts/importance.ts";
import type { Evaluation } from "../data/artifacts/train-base.ts";
import { EncodedSplit } from "../data/encoded-rows.ts";
import { labelCounts } from "../data/label-counts.ts";
import { readBuckets } from "../data/support-buckets.ts";
import { embeddingSpecs } from "../models/base-model.ts";
import { entityFields } from "../models/mkt/entity-fields.ts";
import { memNetwork } from "../models/mkt/mem-network.ts";
import { memDefaults } from "../models/mkt/mkt-options.ts";
import { chooseEntityBatchSize } from "./batch-size.ts";
import { countParameters, saveWeights } from "./finished-model.ts";
import { optimiserOptions } from "./optimiser-options.ts";
import type { TrainBaseInput } from "./train-base.ts";
import { evaluateSplit, trainLoop } from "./train-loop.ts";
import { Trainer } from "./trainer.ts";

export interface TrainMemInput extends TrainBaseInput {
  readonly settings: ImportanceArtifact["settings"];
}

/** What training MEM gives. */
export interface MemRun {
  readonly mem: TrainedMem;
  readonly facts: ImportanceArtifact["model"];
  /** On test rows. */
  readonly test: Evaluation;
}

/**
 * Trains the multi-entity model (MKT 3.2) and saves `model.safetensors` in `outputDir`. The mixed rows are trained on as those of the base network, but
 * for the weights of the domains: they are balanced, so that the mean of every entity counts alike, as in Eq. 11, and for batches that suit the smallest
 * entity. Dropout is after the hidden layers of the experts and of the towers. Throws as `entityFields` and `memSpecs` do.
 */
export async function trainMem(input: TrainMemInput): Promise<MemRun> {
  const { settings, base, encode, session, encodeDir, outputDir, device, seed, signal, scratchDir, report } = input;
  const { sequenceEncoder, crossInput, gamma } = settings;
  const fields = entityFields(encode.features, encode.domains, sequenceEncoder);
  const { heads, ...defaults } = memDefaults(base);
  const own = { heads: fields.embeddingSize % heads === 0 ? heads : 1, sequenceEncoder, crossInput, gamma };
  const options = { ...defaults, ...own };
  const network = memNetwork(fields, options);
  const specs = embeddingSpecs(encode, await readBuckets(session, encodeDir, encode));
  const counts = await labelCounts(session, encodeDir, "train", encode.domains.length);
  const entityRows = encode.domains.map((_, d) => counts[2 * d] + counts[2 * d + 1]);
  const batchSize = chooseEntityBatchSize(entityRows, base.batchSize, base.minBatchesPerEpoch);
  const frozenRows = encode.features.map(({ kind }) => (kind === "categorical" ? reservedIds.unknown : -1));
  const balanced = { ...base, weights: { ...base.weights, domain: "balanced" as const } };
  const optimiser = await optimiserOptions(balanced, { session, encodeDir, encode, batchSize });
  const trainer = await Trainer.create(device, { network, specs, frozenRows, batchSize, ...optimiser, seed });
  try {
    const split = (name: "train" | "valid" | "test"): EncodedSplit =>
      new EncodedSplit(session, encodeDir, encode, name);
    const { maxEpochs, patience, metric } = base;
    const splits = { train: split("train"), valid: split("valid") };
    const loop = { ...splits, domains: encode.domains.length, maxEpochs, patience, metric, seed, scratchDir };
    const { history, bestEpoch, stoppedBecause } = await trainLoop(trainer, { ...loop, signal, report });
    const test = await evaluateSplit(trainer, split("test"), { ...loop, signal });
    await saveWeights(trainer, join(outputDir, "model.safetensors"));
    const { name, reason } = device;
    return {
      mem: { network, parameters: trainer.parameters, tables: trainer.weights().tables, fields, options },
      facts: {
        parameters: countParameters(trainer),
        batchSize,
        bestEpoch,
        stoppedBecause,
        history,
        device: { name, reason },
        options,
      },
      test,
    };
  } finally {
    await trainer.close();
  }
}
