import { expect, it } from "vitest";
import { chooseBatchSize, chooseEntityBatchSize } from "../../src/training/batch-size.ts";

it.each([
  ["a large log keeps the configured batch", 2_000_000, 4096, 4096],
  ["a small log gets at least the steps asked for", 8_879, 4096, 128],
  ["a tiny log stops at 64 rows", 100, 4096, 64],
  ["a batch below 64 is kept", 100, 32, 32],
])("%s", (_, rows, batch, expected) => expect(chooseBatchSize(rows, batch, 64)).toBe(expected));

it.each([
  ["suits the entity with the fewest rows", [211_156, 69_907], 512],
  ["is an eighth at least of what suits all rows together", [2_000_000, 1_000], 512],
  ["does not ask an entity without rows", [2_000_000, 0], 4096],
  ["stops at 64 rows on a tiny log", [60, 40], 64],
])("a batch for entities %s", (_, rows, expected) => expect(chooseEntityBatchSize(rows, 4096, 100)).toBe(expected));
