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

it("counts the processor time of other processes", async () => {
  const stop = watchCores(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const busy = (note: string): number => Number(readCores([note])?.replace(" %", ""));
  expect(busy(stop(60_000))).toBeGreaterThan(10 * busy(stop()) + 100);
});

it("tells nothing where no note does", () => {
  expect(readCores(["5 runs"])).toBeUndefined();
});
