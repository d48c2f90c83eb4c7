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

/** The codes of some rows in a column; of a list column those of all rows, with the length of each row's list. */
export interface ColumnCodes {
  readonly codes: Uint8Array | Int32Array;
  readonly count: number;
  readonly lengths: Uint8Array | null;
}

/** Every value of a column in Parquet's plain encoding, one after the other. */
export function plainValues({ values, type }: Column): Uint8Array {
  return Buffer.concat(values.map((value) => plain(value, type)));
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
