import * as tf from "@tensorflow/tfjs";
import { describe, it } from "vitest";
import { z } from "zod";
import type { TensorData } from "../../src/compute/types.ts";
import { topItems } from "../../src/metrics/top-items.ts";
import { corpusScores, fullSoftmax, logProbabilities } from "../../src/models/adi/retrieval.ts";
import {
  adiFiles,
  adiOf,
  embed,
  fedIds,
  modelInputs,
  optionsOf,
  type Tensors,
  trained,
} from "../support/golden-adi.ts";
import { type Case, check, type DeviceUnderTest, devices, losses } from "../support/golden-adi-check.ts";
import { elements, fedOneHot, type ModelVectors } from "../support/golden-model.ts";
import type { FedInputs } from "../support/run-both.ts";

function retrieveCase(vectors: ModelVectors): Case {
  const network = adiOf(vectors);
  const { temperature } = optionsOf(vectors);
  const { inputs } = vectors;
  const corpus = inputs["corpusFeatures"].shape[0];
  const forward = (t: Tensors): Tensors => {
    const rows = { domain: t["domain"], training: false };
    const users = network.tower("user", t, embed(t, "user", t["userIds"]), rows)["user/vector"];
    const embedded = embed(t, "item", t["corpusIds"]);
    const items = tf.stack(
      Array.from({ length: network.domains }, (_, d) => {
        const domain = tf.oneHot(tf.fill([corpus], d, "int32"), network.domains).toFloat();
        return network.tower("item", t, embedded, { domain, training: false })["item/vector"];
      }),
    );
    const scores = corpusScores({ users, domain: t["domain"], items, temperature });
    const outputs = { userVector: users, corpusVectors: items, scores, logProbability: logProbabilities(scores) };
    return { ...outputs, ...losses(fullSoftmax(scores, t["positive"])) };
  };
  const fed: FedInputs = {
    ...modelInputs(vectors),
    userIds: fedIds(inputs["userFeatures"].shape, elements(inputs["userFeatures"])),
    corpusIds: fedIds(inputs["corpusFeatures"].shape, elements(inputs["corpusFeatures"])),
    positive: fedOneHot(inputs["positiveItem"], corpus),
  };
  return { inputs: fed, forward, wrt: trained(vectors) };
}

/** The best k of each row of [B, V]. */
function topK(scores: TensorData, rows: number, k: number): number[] {
  const items = scores.length / rows;
  return Array.from({ length: rows }, (_, b) => topItems(scores.slice(b * items, (b + 1) * items), k)).flat();
}

async function checkRetrieval(device: DeviceUnderTest, vectors: ModelVectors): Promise<void> {
  const { k } = z.object({ k: z.number() }).parse(vectors.config);
  const rows = vectors.inputs["domain"].shape[0];
  await check(device, vectors, retrieveCase(vectors), (computed) => ({
    ...computed,
    topK: topK(computed["scores"], rows, k),
  }));
}

describe.each(adiFiles("retrieval"))("golden ADI, retrieval: $name", ({ vectors }) => {
  it.each(devices)("vectors, scores, the best items, likelihood and gradients in float32 on %s", async (device) => {
    await checkRetrieval(device, vectors);
  });
});
