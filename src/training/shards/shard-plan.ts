import type { Network } from "../../models/network.ts";
import type { DeviceName } from "../../util/device-names.ts";

/** Rows of a shard, at least: with half of them, products take a twentieth longer a row. */
const leastRows = 1024;

/** How many rows of a batch are a shard. It depends on nothing but the size of a batch, so that sums over shards are the same for any number of threads. */
export function rowsOfShard(batchSize: number): number {
  return Math.ceil(batchSize / Math.max(1, Math.floor(batchSize / leastRows)));
}

/**
 * Whether a step runs as shards: for a network whose rows have nothing to do with each other, on a device whose operations gain less by threads than shards do, and where a
 * batch has more than one.
 */
export function runsAsShards(network: Network, device: DeviceName, batchSize: number): boolean {
  const { rowWise = false, frozen = [], frozenInputSize = 0, frozenSequences = [] } = network;
  const readsFrozen = frozen.length + frozenInputSize + frozenSequences.length > 0;
  return rowWise && !readsFrozen && device === "cpu" && rowsOfShard(batchSize) < batchSize;
}
