import { it } from "vitest";
import { EmbeddingTable } from "../../src/training/embedding-table.ts";
import { createRng } from "../../src/util/rng.ts";
import { expectClose } from "../support/close.ts";

const spec = { size: 2, rows: 4, bucketOfId: null };

it("sums the gradients of a row and lets Adagrad keep one number for it", () => {
  const table = new EmbeddingTable(spec, createRng(1, "t"), -1, "rowwise-adagrad");
  table.values.fill(0);
  table.begin();
  table.add(2, Float32Array.of(1, 2, 3, 4), 0, 1);
  table.add(2, Float32Array.of(1, 2, 3, 4), 2, 1);
  table.apply({ rate: 9, plainRate: 0.1, l2: 0 });
  // The sum is (4, 6): G = (16 + 36) / 2 = 26.
  const change = 0.1 / Math.sqrt(26);
  expectClose([...table.values], [0, 0, 0, 0, 0, 0, -4 * change, -6 * change, 26, 0, 0, 0]);
});

it("takes more than a thousand gradients a step, and forgets them", () => {
  const table = new EmbeddingTable({ ...spec, size: 1 }, createRng(1, "t"), -1);
  table.values.fill(0);
  const ones = new Float32Array(5000).fill(1);
  table.begin();
  for (let i = 0; i < 5000; i++) table.add(i % 2, ones, i, 1);
  table.apply({ rate: 1, l2: 0 });
  // m = 0.1 times the sum of 2,500 ones.
  expectClose([table.values[1], table.values[4], table.values[7]], [250, 250, 0]);
  table.begin();
  table.apply({ rate: 1, l2: 0 });
  expectClose([table.values[1], table.values[4]], [250, 250]);
});

it("trains another row of weights from a tensor of its own", () => {
  const table = new EmbeddingTable({ ...spec, size: 1 }, createRng(1, "t"), 0);
  table.values.fill(0);
  table.begin();
  table.add(0, Float32Array.of(7), 0, 1); // The frozen row.
  table.add(3, Float32Array.of(2), 0, 0.5);
  table.add(1, Float32Array.of(1, 4), 1, 1);
  table.add(3, Float32Array.of(1, 4), 0, 1);
  table.apply({ rate: 0, l2: 0 });
  expectClose([table.values[1], table.values[4], table.values[7], table.values[10]], [0, 0.4, 0, 0.2]);
});
