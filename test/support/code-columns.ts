import { CodeMemory } from "../../src/data/parquet-codes/code-memory.ts";

/** A run of the hybrid encoding: a number repeated, or groups of eight packed numbers. */
export type Run = { readonly value: number; readonly times: number } | { readonly packed: readonly number[] };

/** The bytes of runs, number by number and bit by bit. */
export function encodeRuns(runs: readonly Run[], width: number): Uint8Array {
  return Uint8Array.from(
    runs.flatMap((run) => ("packed" in run ? packedRun(run.packed, width) : repeatedRun(run, width))),
  );
}

export function numbersOf(runs: readonly Run[]): number[] {
  return runs.flatMap((run) => ("packed" in run ? run.packed : new Array<number>(run.times).fill(run.value)));
}

function repeatedRun({ value, times }: { value: number; times: number }, width: number): number[] {
  const bytes = Array.from({ length: Math.ceil(width / 8) }, (_, i) => Math.floor(value / 256 ** i) % 256);
  return [...varint(2 * times), ...bytes];
}

function packedRun(numbers: readonly number[], width: number): number[] {
  const bits = numbers.flatMap((number) => Array.from({ length: width }, (_, b) => Math.floor(number / 2 ** b) % 2));
  const bytes = Array.from({ length: bits.length / 8 }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((sum, bit, b) => sum + bit * 2 ** b, 0),
  );
  return [...varint(numbers.length / 4 + 1), ...bytes];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** Texts in plain encoding. */
export function plainTexts(texts: readonly string[]): Uint8Array {
  return Buffer.concat(
    texts.flatMap((text) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(Buffer.byteLength(text));
      return [length, Buffer.from(text)];
    }),
  );
}

export const megabytes = (count: number): CodeMemory => new CodeMemory(count * 2 ** 20);

/** Address of a copy of some bytes. */
export function put(memory: CodeMemory, bytes: Uint8Array): number {
  const at = memory.allocate(bytes.length);
  memory.bytes(at, bytes.length).set(bytes);
  return at;
}
