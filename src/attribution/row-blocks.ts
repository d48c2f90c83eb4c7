/** Rows of all nodes together that a product works on: few enough for the second-level cache, enough to keep it busy. */
const stackedRows = 1280;
/** Rows that the first layer's two products, once for all nodes, need to be as fast as they get. */
const enoughRows = 256;
/** Each block has its own nodes in the graph, which is compiled before the first row. */
const mostBlocks = 16;

/** Rows per block for T nodes, so that memory does not depend on T. */
function blockRows(nodes: number): number {
  return Math.min(1024, Math.max(1, Math.round(stackedRows / nodes)));
}

/** Rows per batch for T nodes: whole blocks. It depends on nothing else, so that no machine changes the numbers. */
export function attributionBatchSize(nodes: number): number {
  const rows = blockRows(nodes);
  return rows * Math.min(mostBlocks, Math.ceil(enoughRows / rows));
}

/** The rows of a batch, cut for T nodes into blocks [first row, rows]. */
export function rowBlocks(rows: number, nodes: number): [number, number][] {
  const most = blockRows(nodes);
  return Array.from({ length: Math.ceil(rows / most) }, (_, i) => [i * most, Math.min(most, rows - i * most)]);
}
