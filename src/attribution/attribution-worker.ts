import { parentPort, workerData } from "node:worker_threads";
import { errorToWire } from "../util/error-wire.ts";
import { boundPass } from "./attribution-pass.ts";
import { BatchAttributor } from "./batch-attributor.ts";
import type { AttributionJob, AttributionReply, WorkerFacts } from "./attribution-pool.ts";

// A thread that attributes batches with a session of its own; tables and ids are shared with the one that asks.
const { program, facts } = workerData as WorkerFacts; // The pool gives it.
const opened = boundPass(program);
const attributor = opened.then((pass) => new BatchAttributor(facts, pass));
// A failure is told where batches are asked for, not as an unhandled rejection before.
attributor.catch(() => {});
let turn: Promise<void> = Promise.resolve();

async function work(job: AttributionJob): Promise<AttributionReply> {
  try {
    const done = [];
    for (const batch of job) {
      const { scores, residuals } = await (await attributor).attribute(batch, batch.number);
      // Copies: memory of the session cannot be handed over.
      const own = scores.slice(0, batch.rows * facts.tables.length);
      done.push({ scores: own, residuals: residuals.slice(0, batch.rows) });
    }
    return { done };
  } catch (error) {
    return { error: errorToWire(error) };
  }
}

async function end(): Promise<void> {
  const pass = await opened.catch(() => undefined);
  await pass?.close();
  parentPort?.close();
}

parentPort?.on("message", (job: AttributionJob | null) => {
  // One job after the other: a run is asynchronous, and both would write the same inputs.
  turn = turn.then(async () => {
    if (job === null) return await end();
    const reply = await work(job);
    const buffers =
      "done" in reply ? reply.done.flatMap(({ scores, residuals }) => [scores.buffer, residuals.buffer]) : [];
    parentPort?.postMessage(reply, buffers as ArrayBuffer[]); // Neither is shared.
  });
});
