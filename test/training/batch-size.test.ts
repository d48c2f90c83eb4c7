import { expect, it } from "vitest";
import { chooseBatchSize } from "../../src/training/batch-size.ts";

it.each([
  ["a large log keeps the configured batch", 2_000_000, 4096, 4096],
  ["a small log gets at least the steps asked for", 8_879, 4096, 128],
  ["a tiny log stops at 64 rows", 100, 4096, 64],
  ["a batch below 64 is kept", 100, 32, 32],
])("%s", (_, rows, batch, expected) => expect(chooseBatchSize(rows, batch, 64)).toBe(expected));
