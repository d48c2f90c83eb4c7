import { expect, it } from "vitest";
import { Threads } from "../../src/util/threads.ts";

/** A file whose threads do what the text says with each job, and end at null. */
function fileOf(onJob: string): URL {
  const text = `
    import { parentPort, workerData } from "node:worker_threads";
    parentPort.on("message", (job) => {
      if (job === null) parentPort.close();
      else { ${onJob} }
    });`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

interface Opened {
  readonly threads: Threads<number, number>;
  /** Replies by thread, as they come. */
  readonly replies: [w: number, reply: number][];
  readonly lost: Promise<[w: number, error: Error]>;
}

function open(onJob: string, count: number): Opened {
  const replies: Opened["replies"] = [];
  let tell: (lost: [number, Error]) => void;
  const lost = new Promise<[number, Error]>((resolve) => (tell = resolve));
  const events = {
    message: (w: number, reply: number): unknown => replies.push([w, reply]),
    lost: (w: number, error: Error): void => tell([w, error]),
  };
  return { threads: new Threads(fileOf(onJob), count, 100, events), replies, lost };
}

it("gives every thread its jobs and tells which replied; closing waits for what was given", async () => {
  const { threads, replies } = open("parentPort.postMessage(workerData + job);", 2);
  threads.post(1, 1);
  threads.post(1, 2);
  await threads.close();
  expect(replies).toEqual([
    [1, 101],
    [1, 102],
  ]);
  expect(threads.lost).toBeUndefined();
});

it("a thread that throws is lost with its error", async () => {
  const { threads, lost } = open("throw new Error(`no job ${job}`);", 2);
  threads.post(1, 7);
  const [w, error] = await lost;
  expect(w).toBe(1);
  expect(error.message).toBe("no job 7");
  expect(threads.lost).toBe(error);
  await threads.close();
});

it("a thread that ends by itself before its time is lost", async () => {
  const { threads, lost } = open("process.exit(3);", 1);
  threads.post(0, 1);
  expect((await lost)[1].message).toBe("a thread ended before its time with code 3");
  await threads.close();
});
