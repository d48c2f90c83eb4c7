import { parentPort, workerData } from "node:worker_threads";
import { errorToWire } from "../../../util/error-wire.ts";
import type { PoolReply } from "../../../util/thread-pool.ts";
import { CodeCounter, type CountJob, type CountReply } from "./count-job.ts";

// A thread that counts one column after the other.
const counter = new CodeCounter(Number(workerData));

async function count(job: CountJob): Promise<PoolReply<CountReply | undefined>> {
  try {
    return { done: await counter.count(job) };
  } catch (error) {
    return { error: errorToWire(error) };
  }
}

let last = Promise.resolve();
parentPort?.on("message", (job: CountJob | null) => {
  last = last.then(async () => {
    if (job === null) parentPort?.close();
    else parentPort?.postMessage(await count(job));
  });
});
