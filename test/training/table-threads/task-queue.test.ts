import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { queueMemory, TaskQueue } from "../../../src/training/table-threads/task-queue.ts";

it("gives every task once, in order, and is finished after the last", () => {
  const queue = new TaskQueue(queueMemory());
  const done: number[] = [];
  queue.begin(1);
  queue.work(1, 3, (task) => {
    expect(queue.isFinished(3)).toBe(false);
    done.push(task);
  });
  expect(done).toEqual([0, 1, 2]);
  expect(queue.isFinished(3)).toBe(true);
});

it("two that share the memory share the tasks", () => {
  const memory = queueMemory();
  const [one, other] = [new TaskQueue(memory), new TaskQueue(memory)];
  const done: string[] = [];
  one.begin(1);
  one.work(1, 4, (task) => {
    done.push(`one ${task}`);
    if (task === 1) other.work(1, 4, (left) => done.push(`other ${left}`));
  });
  expect(done).toEqual(["one 0", "one 1", "other 2", "other 3"]);
  expect(one.isFinished(4)).toBe(true);
});

it("a thread that comes late with a job of before takes nothing of the next", () => {
  const memory = queueMemory();
  const [queue, late] = [new TaskQueue(memory), new TaskQueue(memory)];
  queue.begin(1);
  queue.work(1, 2, () => {});
  queue.begin(2);
  const done: number[] = [];
  late.work(1, 2, (task) => done.push(task));
  queue.work(2, 2, (task) => done.push(10 + task));
  expect(done).toEqual([10, 11]);
});

it("job numbers up to 2^15 - 1 leave the sign alone", () => {
  const queue = new TaskQueue(queueMemory());
  const done: number[] = [];
  queue.begin(2 ** 15 - 1);
  queue.work(2 ** 15 - 1, 2, (task) => done.push(task));
  expect(done).toEqual([0, 1]);
});

it("tasks that are waited for are done one after the other", async () => {
  const queue = new TaskQueue(queueMemory());
  const done: string[] = [];
  queue.begin(1);
  await queue.workInTurn(1, 2, async (task) => {
    done.push(`begin ${task}`);
    await Promise.resolve();
    done.push(`end ${task}`);
  });
  expect(done).toEqual(["begin 0", "end 0", "begin 1", "end 1"]);
  expect(queue.isFinished(2)).toBe(true);
});

it("stops a thread until another job has begun", async () => {
  const memory = queueMemory();
  const queue = new TaskQueue(memory);
  queue.begin(6);
  const waiting = new Worker(
    `const { workerData, parentPort } = require("node:worker_threads");
    import(workerData.file).then(({ TaskQueue }) => {
      parentPort.postMessage("waits");
      new TaskQueue(workerData.memory).waitForNext(6);
      parentPort.postMessage("goes on");
    });`,
    { eval: true, workerData: { memory, file: pathToFileURL("dist/training/table-threads/task-queue.js").href } },
  );
  const messages: string[] = [];
  waiting.on("message", (message: string) => messages.push(message));
  await once(waiting, "message");
  await setTimeout(50);
  expect(messages).toEqual(["waits"]);
  queue.begin(7);
  await once(waiting, "exit");
  expect(messages).toEqual(["waits", "goes on"]);
});

it("waits for tasks no longer than it is told", () => {
  const queue = new TaskQueue(queueMemory());
  queue.begin(1);
  queue.waitForEnd(1, 5);
  expect(queue.isFinished(1)).toBe(false);
});
