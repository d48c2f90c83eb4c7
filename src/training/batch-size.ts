/** Rows per prediction step. */
export const predictRows = 8192;

const smallestBatch = 64;

/**
 * Rows per step: `batchSize` for large logs; for small ones halved until an epoch has `minBatches` steps, never below 64 rows (or
 * `batchSize`, if that is less).
 */
export function chooseBatchSize(trainRows: number, batchSize: number, minBatches: number): number {
  let size = batchSize;
  while (Math.ceil(trainRows / size) < minBatches && size / 2 >= smallestBatch) size = Math.floor(size / 2);
  return size;
}

/** How much smaller than those of all rows the batches of the smallest entity may get: more steps cost more than they tell. */
const mostSteps = 8;

/**
 * Rows per step where the mean of every entity counts alike: as suits the entity with the fewest rows, which must not wait for those of the
 * others, but at least an eighth of what suits all rows together.
 *
 * @param entityRows training rows of each entity; entities without rows do not count
 */
export function chooseEntityBatchSize(entityRows: readonly number[], batchSize: number, minBatches: number): number {
  const present = entityRows.filter((rows) => rows > 0);
  const all = present.reduce((sum, rows) => sum + rows, 0);
  const [ofAll, ofSmallest] = [all, Math.min(...present)].map((rows) => chooseBatchSize(rows, batchSize, minBatches));
  return Math.max(ofSmallest, Math.floor(ofAll / mostSteps));
}
