import { openKernel } from "../../util/open-kernel.ts";

/** The functions of wasm/value-codes.ts, where they are described: addresses in bytes. */
export interface CodeKernel {
  unpack(from: number, end: number, width: number, to: number, count: number): number;
  isOneRun(from: number, end: number, width: number, count: number, value: number): number;
  countCodes(
    from: number,
    end: number,
    width: number,
    map: number,
    size: number,
    cells: number,
    count: number,
    counts: number,
    cellCount: number,
  ): number;
  countEqual(numbers: number, count: number, wanted: number): number;
  translate(codes: number, count: number, map: number, size: number): number;
  pick(codes: number, count: number, dictionary: number, size: number, to: number): number;
  placeTexts(
    page: number,
    end: number,
    count: number,
    to: number,
    table: number,
    mask: number,
    texts: number,
    offsets: number,
    known: number,
  ): number;
  placeNumbers(
    page: number,
    count: number,
    to: number,
    table: number,
    mask: number,
    numbers: number,
    known: number,
  ): number;
  enter(table: number, size: number, into: number, mask: number): void;
  cellsOf(domains: number, rows: number, splits: number, low: bigint, high: bigint, to: number): void;
  countRows(
    places: number,
    levels: number,
    present: number,
    cells: number,
    rows: number,
    counts: number,
    width: number,
  ): void;
  countLists(
    places: number,
    definitions: number,
    repetitions: number,
    entries: number,
    present: number,
    keepsNull: number,
    cells: number,
    rows: number,
    records: number,
    cellCount: number,
    occurrences: number,
    lengths: number,
  ): number;
  plainTexts(texts: number, offsets: number, count: number, to: number): void;
  textKeys(texts: number, offsets: number, count: number, to: number): void;
  numberKeys(numbers: number, count: number, to: number): void;
  sortPlaces(places: number, spare: number, count: number, keys: number, texts: number, offsets: number): number;
}

/** The kernel over a memory. Errors: as `openKernel`. */
export function codeKernel(memory: WebAssembly.Memory): CodeKernel {
  return openKernel<CodeKernel>("value-codes", memory);
}
