import { parentPort, workerData } from "node:worker_threads";
import { drawGroup, groupSource } from "./draw-group.ts";
import type { GroupJob, PoolData } from "./group-pool.ts";
import { RowWalk } from "./row-walk.ts";

// What `GroupPool` gave this thread.
const { seed, biases } = workerData as PoolData;
const source = groupSource(seed, biases);

parentPort?.on("message", ({ position, rows }: GroupJob) => {
  const group = drawGroup(source, RowWalk.at(position), rows);
  parentPort?.postMessage(group, [group.bytes.buffer]);
});
