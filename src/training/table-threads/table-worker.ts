import { parentPort, workerData } from "node:worker_threads";
import { errorToWire } from "../../util/error-wire.ts";
import { type SharedTables, type TableJob, type TableReply, TableTasks } from "./table-job.ts";

// A thread that gathers from embedding tables and updates them, as many tasks as the others leave to it.
const tasks = new TableTasks(workerData as SharedTables); // The pool gives it.

function work(job: TableJob): TableReply {
  try {
    tasks.run(job);
    return null;
  } catch (error) {
    return { error: errorToWire(error) };
  }
}

parentPort?.on("message", (job: TableJob | null) => {
  if (job === null) parentPort?.close();
  else parentPort?.postMessage(work(job));
});
