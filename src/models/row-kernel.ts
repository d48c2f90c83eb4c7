import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainlensError } from "../util/errors.ts";
import { packageFolder } from "../util/package-info.ts";

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

let compiled: WebAssembly.Module | undefined;

/** The kernel over a memory; it is compiled once a thread. Errors: DomainlensError("internal") where the project was not built. */
export function rowKernel(memory: WebAssembly.Memory): RowKernel {
  compiled ??= new WebAssembly.Module(kernelBytes());
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return exports as unknown as RowKernel; // WebAssembly has no types; these are its source's.
}

function kernelBytes(): Uint8Array<ArrayBuffer> {
  const file = join(packageFolder, "wasm", "embedding-rows.wasm");
  try {
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new DomainlensError("internal", {
      what: "the compiled kernel for embedding rows is not there",
      value: file,
      remedy: "install domainlens again; in its sources run npm run build",
      cause,
    });
  }
}
