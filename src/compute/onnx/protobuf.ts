/** A protobuf message under construction. Fields are written in the order of the calls. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** A varint field; negative numbers take ten bytes, as protobuf's int64 does. */
  int(field: number, value: number): this {
    return this.#append(varint(field * 8)).#append(varint(value));
  }

  /** A 32-bit float field. */
  float(field: number, value: number): this {
    return this.#append(varint(field * 8 + 5)).#append(new Uint8Array(Float32Array.of(value).buffer));
  }

  /** A length-delimited field: bytes, text or a message. */
  bytes(field: number, value: Uint8Array | string | MessageWriter): this {
    // The parts of a message, not a copy of it: a model with large tables is copied once, at the end.
    const parts = value instanceof MessageWriter ? value.#parts : [toBytes(value)];
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#append(varint(field * 8 + 2)).#append(varint(length));
    for (const part of parts) this.#append(part);
    return this;
  }

  /** The encoded message. */
  finish(): Uint8Array {
    const message = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      message.set(part, offset);
      offset += part.length;
    }
    return message;
  }

  #append(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }
}

const utf8 = new TextEncoder();

function toBytes(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? utf8.encode(value) : value;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
