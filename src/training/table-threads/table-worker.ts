import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { errorToWire } from "../../util/error-wire.ts";
import { type SharedTables, type TableJob, type TableReply, TableTasks } from "./table-job.ts";

// A thread that gathers from embedding tables and updates them, as many tasks as the others leave to it. It waits for jobs by the queue, not by its event loop, which would
// hear of them later than half of them take.

async function work(tasks: TableTasks, port: MessagePort, job: TableJob): Promise<void> {
  try {
    await tasks.run(job);
  } catch (error) {
    const reply: TableReply = { error: errorToWire(error) };
    port.postMessage(reply);
  }
}

async function takeJobs(port: MessagePort): Promise<void> {
  const tasks = new TableTasks(workerData as SharedTables); // The pool gives it.
  await tasks.open();
  for (;;) {
    // Looked at before the port: what is sent later begins another one.
    const { job } = tasks.queue;
    const received = receiveMessageOnPort(port);
    if (received === undefined) tasks.queue.waitForNext(job);
    else if (received.message === null) break;
    else await work(tasks, port, received.message as TableJob);
  }
  await tasks.close();
  port.close();
}

if (parentPort !== null) await takeJobs(parentPort);
