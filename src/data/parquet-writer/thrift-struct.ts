/** Types of Thrift's compact protocol. */
const compact = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

/** A struct in Thrift's compact protocol, in which Parquet keeps its headers. Fields are written in ascending order. */
export class ThriftStruct {
  readonly #bytes: number[] = [];
  #last = 0;

  /** A 32-bit integer or an enum. */
  i32(field: number, value: number): this {
    return this.#head(field, compact.i32).#varint(zigzag(value));
  }

  /** A 64-bit integer, exact below 2^52. */
  i64(field: number, value: number): this {
    return this.#head(field, compact.i64).#varint(zigzag(value));
  }

  text(field: number, value: string): this {
    return this.#head(field, compact.binary).#string(value);
  }

  struct(field: number, value: ThriftStruct): this {
    return this.#head(field, compact.struct).#append(value.finish());
  }

  structs(field: number, values: readonly ThriftStruct[]): this {
    this.#list(field, compact.struct, values.length);
    for (const value of values) this.#append(value.finish());
    return this;
  }

  i32s(field: number, values: readonly number[]): this {
    this.#list(field, compact.i32, values.length);
    for (const value of values) this.#varint(zigzag(value));
    return this;
  }

  texts(field: number, values: readonly string[]): this {
    this.#list(field, compact.binary, values.length);
    for (const value of values) this.#string(value);
    return this;
  }

  /** The encoded struct. */
  finish(): Uint8Array {
    return Uint8Array.from([...this.#bytes, 0]);
  }

  /** Fields are numbered by their distance from the one before; Parquet's are never 16 apart. */
  #head(field: number, type: number): this {
    this.#bytes.push(((field - this.#last) << 4) | type);
    this.#last = field;
    return this;
  }

  #list(field: number, type: number, length: number): void {
    this.#head(field, compact.list);
    if (length < 15) this.#bytes.push((length << 4) | type);
    else {
      this.#bytes.push(0xf0 | type);
      this.#varint(length);
    }
  }

  #string(value: string): this {
    const bytes = Buffer.from(value, "utf8");
    return this.#varint(bytes.length).#append(bytes);
  }

  #varint(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#bytes.push((rest % 0x80) | 0x80);
    this.#bytes.push(rest);
    return this;
  }

  #append(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}
