import { openKernel } from "../util/open-kernel.ts";

/** The functions of wasm/embedding-rows.ts, where they are described: addresses in bytes, sizes, strides and widths in numbers of float32. */
export interface RowKernel {
  gatherScalar(ids: number, rows: number, table: number, stride: number, size: number, to: number, width: number): void;
  gatherMean(
    ids: number,
    offsets: number,
    rows: number,
    table: number,
    stride: number,
    size: number,
    to: number,
    width: number,
  ): void;
  gatherLast(
    ids: number,
    offsets: number,
    rows: number,
    table: number,
    stride: number,
    size: number,
    length: number,
    vectors: number,
    lengths: number,
  ): void;
  listPooled(
    ids: number,
    offsets: number,
    rows: number,
    frozenRow: number,
    dx: number,
    width: number,
    keys: number,
    from: number,
    shares: number,
    count: number,
  ): number;
  listLast(
    ids: number,
    offsets: number,
    rows: number,
    frozenRow: number,
    dvectors: number,
    length: number,
    size: number,
    keys: number,
    from: number,
    shares: number,
    count: number,
  ): number;
  sortKeys(keys: number, spare: number, count: number, counts: number, limit: number): number;
  lazyAdam(
    keys: number,
    from: number,
    shares: number,
    count: number,
    block: number,
    table: number,
    size: number,
    rate: number,
    l2: number,
    beta1: number,
    beta2: number,
    epsilon: number,
  ): void;
  rowwiseAdagrad(
    keys: number,
    from: number,
    shares: number,
    count: number,
    block: number,
    table: number,
    size: number,
    plainRate: number,
    l2: number,
    epsilon: number,
  ): void;
}

/** The kernel over a shared memory. Errors: as `openKernel`. */
export function rowKernel(memory: WebAssembly.Memory): RowKernel {
  return openKernel<RowKernel>("embedding-rows", memory);
}
