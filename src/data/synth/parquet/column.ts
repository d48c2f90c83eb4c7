/** Physical types of Parquet. */
export const physicalType = { integer: 2, number: 5, text: 6 } as const;

/** A column of coded values. */
export interface Column {
  readonly name: string;
  readonly type: keyof typeof physicalType;
  /** Whether a row has a list of values, null where it has none. */
  readonly isList: boolean;
  /** What each code stands for. */
  readonly values: readonly (string | number)[];
}

/** Every value of a column in Parquet's plain encoding, one after the other; value i ends where value i + 1 begins. */
export interface PlainValues {
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
}

/** Encodes the values of a column. */
export function plainValues({ values, type }: Column): PlainValues {
  const parts = values.map((value) => plain(value, type));
  const offsets = new Int32Array(parts.length + 1);
  parts.forEach((part, i) => (offsets[i + 1] = offsets[i] + part.length));
  return { bytes: Buffer.concat(parts), offsets };
}

function plain(value: string | number, type: Column["type"]): Buffer {
  if (type === "text") {
    const text = Buffer.from(String(value), "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    return Buffer.concat([length, text]);
  }
  const bytes = Buffer.alloc(8);
  if (type === "integer") bytes.writeBigInt64LE(BigInt(value));
  else bytes.writeDoubleLE(Number(value));
  return bytes;
}
