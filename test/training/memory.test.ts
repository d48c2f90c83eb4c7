import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { dnnNetwork } from "../../src/models/dnn.ts";
import { trainLoop } from "../../src/training/train-loop.ts";
import { loopFor, openTrainingLog, trainerFor } from "../support/training-log.ts";

const epochs = 40;
/** A step of this network makes 40 KB of outputs; what is kept of each of 340 steps in between would be 13 MB. History and JIT code are far less. */
const toleranceBytes = 3 * 2 ** 20;

/** V8's collector, which a flag puts into new contexts. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("V8 gives no collector");
  return () => void collect();
}

it("memory does not grow over epochs", async () => {
  const collect = collector();
  const log = await openTrainingLog();
  const trainer = await trainerFor(log, dnnNetwork({ inputSize: 11, hidden: [64, 32] }), { dropout: 0.1 });
  const used: number[] = [];
  const report = ({ done = 0 }): void => {
    if (done !== log.encode.splits.train) return;
    collect();
    const { heapUsed, external } = process.memoryUsage();
    used.push(heapUsed + external);
  };
  await trainLoop(trainer, loopFor(log, { maxEpochs: epochs, patience: epochs, report }));
  await trainer.close();
  log.session.close();
  expect(used).toHaveLength(epochs);
  const early = Math.max(...used.slice(3, 6));
  const late = Math.max(...used.slice(-3));
  expect(late - early).toBeLessThan(toleranceBytes);
});
