import { expect, it } from "vitest";
import { readCores, watchCores } from "../../src/dag/watch-cores.ts";

it("tells in a note how busy the cores were, which can be read again", () => {
  const stop = watchCores(2);
  const until = performance.now() + 50;
  let sum = 0;
  while (performance.now() < until) sum += Math.sqrt(sum + 1);
  const note = stop();
  expect(note).toMatch(/^cores busy \d+ % of the time \(2 threads\)$/);
  expect(readCores(["device cpu", note])).toMatch(/^\d+ %$/);
});

it("tells nothing where no note does", () => {
  expect(readCores(["5 runs"])).toBeUndefined();
});
