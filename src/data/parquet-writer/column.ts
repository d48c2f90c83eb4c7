import { ByteSink } from "./byte-sink.ts";

/** Physical types of Parquet. */
export const physicalType = { integer: 2, number: 5, text: 6 } as const;

/** A column as a file describes it. */
export interface ColumnShape {
  readonly name: string;
  readonly type: keyof typeof physicalType;
  /** Whether a row has a list of values, null where it has none. */
  readonly isList: boolean;
}

/** A column of coded values. */
export interface Column extends ColumnShape {
  /** What each code stands for. */
  readonly values: readonly (string | number)[];
}

/** The codes of some rows in a column; of a list column those of all rows, with the length of each row's list, at most `longestList`. */
export interface ColumnCodes {
  readonly codes: Int32Array;
  readonly count: number;
  readonly lengths: Uint8Array | null;
}

/** Values in Parquet's plain encoding, one after the other. */
export interface PlainValues {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** Every value of a column. */
export function plainValues({ values, type }: Column): PlainValues {
  const sink = new ByteSink(16 * values.length);
  for (const value of values) appendPlain(sink, value, type);
  return { bytes: sink.bytes.slice(0, sink.length), count: values.length };
}

function appendPlain(sink: ByteSink, value: string | number, type: Column["type"]): void {
  if (type === "text") {
    const text = encoder.encode(String(value));
    sink.appendUint32(text.length);
    sink.append(text);
  } else {
    sink.append(
      type === "integer" ? bytesOf(BigInt64Array.of(BigInt(value))) : bytesOf(Float64Array.of(Number(value))),
    );
  }
}

/** The bytes of a number as this machine has it in memory: the lowest first. */
function bytesOf({ buffer }: BigInt64Array<ArrayBuffer> | Float64Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer);
}

const encoder = new TextEncoder();
