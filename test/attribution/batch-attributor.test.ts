import { describe, expect, it } from "vitest";
import { BatchAttributor } from "../../src/attribution/batch-attributor.ts";

const table = (name?: string) => ({
  spec: { size: 1, rows: 4, bucketOfId: null, ...(name !== undefined && { name }) },
  weights: Float32Array.of(0, 1, 2, 3),
  stride: 1,
});
const ids = { ids: Int32Array.of(1, 2), offsets: null };
const batch = { rows: 2, row: Float64Array.of(40, 41), features: [ids, ids] };

/** Attributes two rows of two features with a program that gives these scores [2, 2] and logits. */
function attribute(scores: number[], logits = [0, 0], names: readonly (string | undefined)[] = ["site", "price"]) {
  const facts = {
    tables: names.map(table),
    memory: null,
    width: 2,
    target: "logit",
    baseline: 0,
    batchSize: 2,
  } as const;
  const run = () => Promise.resolve({ scores: Float32Array.from(scores), logits });
  const attributor = new BatchAttributor(facts, { x: new Float32Array(4), run, close: () => Promise.resolve() });
  return attributor.attribute(batch, 5);
}

describe("attributions of a batch", () => {
  it.each([NaN, Infinity, -Infinity])("name the feature, row and batch of one that is %d", async (value) => {
    await expect(attribute([1, 1, 1, value])).rejects.toMatchObject({
      code: "compute",
      message: "the attribution of feature price is not finite in row 41, batch 5",
      details: { value: String(value) },
    });
  });

  it("say so where only the logit is not finite", async () => {
    const said = "the logit or the sum of the attributions is not finite in row 40, batch 5";
    await expect(attribute([1, 1, 1, 1], [NaN, 0])).rejects.toThrow(said);
  });

  it("count features from 0 where they have no names", async () => {
    await expect(attribute([NaN, 1, 1, 1], [0, 0], [undefined, undefined])).rejects.toThrow("of feature number 0 is");
  });
});
