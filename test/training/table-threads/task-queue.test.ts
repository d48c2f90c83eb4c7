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
