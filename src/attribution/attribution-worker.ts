import { parentPort, workerData } from "node:worker_threads";
import { receivedBatch } from "../models/shared-batch.ts";
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

async function work({ number, batches }: AttributionJob): Promise<AttributionReply> {
  try {
    const own = await attributor;
    const features = facts.tables.length;
    const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
    const done = { scores: new Float32Array(rows * features), residuals: new Float64Array(rows) };
    let from = 0;
    for (const [i, sent] of batches.entries()) {
      const { scores, residuals } = await own.attribute({ ...receivedBatch(sent), row: sent.row }, number + i);
      // Copies: memory of the session cannot be handed over.
      done.scores.set(scores.subarray(0, sent.rows * features), from * features);
      done.residuals.set(residuals.subarray(0, sent.rows), from);
      from += sent.rows;
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
    const buffers = "done" in reply ? [reply.done.scores.buffer, reply.done.residuals.buffer] : [];
    parentPort?.postMessage(reply, buffers as ArrayBuffer[]); // Neither is shared.
  });
});
