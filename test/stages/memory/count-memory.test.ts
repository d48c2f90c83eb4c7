import { expect, it } from "vitest";
import { memoryBudget } from "../../../src/dag/memory.ts";
import { countMemory } from "../../../src/stages/memory/count-memory.ts";

const gibibyte = 2 ** 30;

it.each([1, 2, 16])("gives %i threads a bounded share, twice, of what the least does not take", (threads) => {
  const limits = { memoryBytes: 4 * gibibyte, threads };
  const { parts, bytesPerThread } = countMemory(limits);
  expect(parts).toEqual([{ what: "counts of values", bytes: 2 * threads * bytesPerThread }]);
  expect(bytesPerThread).toBeGreaterThan(2 ** 24);
  expect(bytesPerThread).toBeLessThanOrEqual(2 ** 28);
  const { needed } = memoryBudget(limits, parts);
  expect(needed).toBeLessThanOrEqual(limits.memoryBytes);
});

it("gives nothing where there is only the least", () => {
  expect(countMemory({ memoryBytes: gibibyte / 4, threads: 4 }).bytesPerThread).toBe(0);
});
