import { parentPort, workerData } from "node:worker_threads";
import { errorToWire } from "../../util/error-wire.ts";
import { type SharedTables, type TableJob, type TableReply, TableTasks } from "./table-job.ts";

// A thread that gathers from embedding tables and updates them, as many tasks as the others leave to it.
const tasks = new TableTasks(workerData as SharedTables); // The pool gives it.

let turn: Promise<void> = Promise.resolve();

async function work(job: TableJob): Promise<void> {
  try {
    await tasks.run(job);
  } catch (error) {
    const reply: TableReply = { error: errorToWire(error) };
    parentPort?.postMessage(reply);
  }
}

async function end(): Promise<void> {
  await tasks.close();
  parentPort?.close();
}

parentPort?.on("message", (job: TableJob | null) => {
  // One job after the other: shards are run asynchronously.
  turn = turn.then(() => (job === null ? end() : work(job)));
});
