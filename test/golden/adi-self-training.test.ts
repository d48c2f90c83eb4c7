import * as tf from "@tensorflow/tfjs";
import { describe, it } from "vitest";
import { z } from "zod";
import type { Program, TensorData } from "../../src/compute/types.ts";
import { type PseudoLabels, selectPseudoLabels } from "../../src/models/adi/self-training.ts";
import { scoresByDomain, selfTrainingLoss } from "../../src/models/adi/self-training-loss.ts";
import { floats } from "../support/fed.ts";
import {
  adiFiles,
  adiOf,
  embed,
  fedIds,
  modelInputs,
  pickIds,
  rowInputs,
  rowOutputs,
  type Tensors,
  trained,
} from "../support/golden-adi.ts";
import { type Case, check, type DeviceUnderTest, devices, type Numbers } from "../support/golden-adi-check.ts";
import { elements, fedOneHot, type ModelVectors } from "../support/golden-model.ts";
import { type FedInputs, runOn } from "../support/run-both.ts";

/** The selection of a file by the scores that its model gives. */
async function selected(device: DeviceUnderTest, vectors: ModelVectors) {
  const network = adiOf(vectors);
  const { inputs } = vectors;
  const { percent } = z.object({ percent: z.number() }).parse(vectors.config);
  const program: Program = (t) => ({
    scores: scoresByDomain(network, t, {
      user: embed(t, "user", t["userIds"]),
      item: embed(t, "item", t["itemIds"]),
    }),
  });
  const { scores } = await runOn(device, program, {
    ...modelInputs(vectors),
    userIds: fedIds(inputs["userFeatures"].shape, elements(inputs["userFeatures"])),
    itemIds: fedIds(inputs["itemFeatures"].shape, elements(inputs["itemFeatures"])),
  });
  const domain = elements(inputs["domain"]);
  return { scores, labels: selectPseudoLabels({ domain, scores, domains: network.domains }, percent) };
}

/** The labelled rows, and under `pseudo/` the pseudo-labelled ones, one after the other. */
function selfTrainingCase(vectors: ModelVectors, labels: readonly PseudoLabels[]): Case {
  const network = adiOf(vectors);
  const own = rowInputs(vectors);
  const rows = labels.flatMap((pair) => pair.rows);
  const perRow = own["itemIds"].shape[0] / own["userIds"].shape[0];
  const itemRows = rows.flatMap((b) => Array.from({ length: perRow }, (_, m) => b * perRow + m));
  const logQ = (name: string): number[][] => {
    const { shape, data } = own[name];
    const width = shape[1] ?? 1;
    return rows.map((b) => Array.from(data.slice(b * width, (b + 1) * width)));
  };
  const to = labels.flatMap((pair) => pair.rows.map(() => pair.to));
  const pseudo: FedInputs = {
    "pseudo/userIds": pickIds(own["userIds"], rows),
    "pseudo/itemIds": pickIds(own["itemIds"], itemRows),
    "pseudo/positiveLogQ": floats([rows.length], logQ("positiveLogQ").flat()),
    "pseudo/negativeLogQ": floats([rows.length, perRow - 1], logQ("negativeLogQ").flat()),
    "pseudo/domain": fedOneHot({ shape: [rows.length], data: to }, network.domains),
  };
  const forward = (t: Tensors): Tensors => {
    const labelled = rowOutputs(network, t, false)["lossPerRow"];
    const pseudoLoss = rowOutputs(network, t, false, "pseudo/")["lossPerRow"];
    const sums = { labelledSum: tf.sum(labelled), pseudoSum: tf.sum(pseudoLoss) };
    const loss = selfTrainingLoss(labelled, pseudoLoss);
    return { labelledPerRow: labelled, pseudoPerRow: pseudoLoss, ...sums, loss };
  };
  return { inputs: { ...modelInputs(vectors), ...own, ...pseudo }, forward, wrt: trained(vectors) };
}

/** Per pair of domains, its rows, and what is known of them in the order of all pseudo-labelled rows. */
function byPair(labels: readonly PseudoLabels[], perRow: TensorData): Numbers {
  let at = 0;
  const named = labels.flatMap(({ from, to, rows }): [string, ArrayLike<number>][] => {
    const own = perRow.slice(at, (at += rows.length));
    return [
      [`selected/${from}->${to}`, rows],
      [`pseudoPerRow/${from}->${to}`, own],
    ];
  });
  return Object.fromEntries(named);
}

async function checkSelfTraining(device: DeviceUnderTest, vectors: ModelVectors): Promise<void> {
  const { scores, labels } = await selected(device, vectors);
  const pseudoCount = [labels.reduce((sum, { rows }) => sum + rows.length, 0)];
  await check(device, vectors, selfTrainingCase(vectors, labels), ({ pseudoPerRow, ...others }) => {
    const outputs: Numbers = { ...others, scoresByDomain: scores, pseudoCount };
    return { ...outputs, ...byPair(labels, pseudoPerRow) };
  });
}

describe.each(adiFiles("self-training"))("golden ADI, self-training: $name", ({ vectors }) => {
  it.each(devices)("selection, losses and gradients in float32 on %s", async (device) => {
    await checkSelfTraining(device, vectors);
  });
});
