import { expect, it } from "vitest";
import { loadOnnx } from "../../../src/compute/load-onnx.ts";
import type { TowerName } from "../../../src/models/two-tower/two-towers.ts";
import { exportTower, longestSequence } from "../../../src/training/two-tower/export-tower.ts";
import { domainInput, lengthName } from "../../../src/util/serving-names.ts";
import { expectClose } from "../../support/close.ts";
import { allPairs, tasteFields, tasteLog, tasteTrainer } from "../../support/two-tower-sample.ts";

const log = tasteLog();

/** The rows of the tables of some entities, as a caller of the exported model would give them. */
function feedsOf(tower: TowerName, entities: readonly number[], domain: number) {
  const fields = tasteFields(log, allPairs(log));
  const feeds = fields[tower].flatMap((field) => {
    const { ids, offsets } = field.ids;
    if (offsets === null)
      return [[field.name, { data: Int32Array.from(entities, (e) => ids[e]), shape: [entities.length] }]];
    const width = longestSequence(field);
    const data = new Int32Array(entities.length * width);
    entities.forEach((e, n) => data.set(ids.subarray(offsets[e], offsets[e + 1]), n * width));
    const lengths = Int32Array.from(entities, (e) => offsets[e + 1] - offsets[e]);
    return [
      [field.name, { data, shape: [entities.length, width] }],
      [lengthName(field.name), { data: lengths, shape: [entities.length] }],
    ];
  });
  const domains = { data: new Int32Array(entities.length).fill(domain), shape: [entities.length] };
  return { ...Object.fromEntries(feeds), [domainInput]: domains } as Record<
    string,
    { data: Int32Array; shape: number[] }
  >;
}

it.each(["user", "item"] as const)("the exported %s tower gives the vectors of the trained one", async (tower) => {
  const trainer = await tasteTrainer(log, allPairs(log));
  const model = await loadOnnx(exportTower(trainer, tower, tasteFields(log, allPairs(log))));
  const entities = [3, 17, 40];
  const { vector } = await model.run(feedsOf(tower, entities, 1));
  await model.close();
  const { values } = await trainer.vectors(tower, Int32Array.from(entities), 1);
  expect(values.some((value) => value !== 0)).toBe(true);
  expectClose(vector, values);
});
