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
