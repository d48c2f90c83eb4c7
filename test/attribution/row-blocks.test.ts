import { expect, it } from "vitest";
import { attributionBatchSize, rowBlocks } from "../../src/attribution/row-blocks.ts";

it.each([1, 2, 5, 7, 50, 300, 1000])("cuts a batch for T = %i into whole blocks", (nodes) => {
  const sizes = rowBlocks(attributionBatchSize(nodes), nodes).map(([, rows]) => rows);
  expect(new Set(sizes).size).toBe(1);
});

it.each([2, 5, 20, 50, 200, 1000])("holds about 1,280 rows of nodes at a time for T = %i, whatever T is", (nodes) => {
  const [, rows] = rowBlocks(attributionBatchSize(nodes), nodes)[0];
  expect(rows * nodes).toBeGreaterThan(900);
  expect(rows * nodes).toBeLessThan(1600);
});

it("leaves what remains to the last block", () => {
  expect(rowBlocks(60, 50)).toEqual([
    [0, 26],
    [26, 26],
    [52, 8],
  ]);
});
