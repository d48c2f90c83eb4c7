/** A struct of the Thrift compact protocol by field number; what a Parquet file describes itself with. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;
export type ThriftValue = boolean | number | bigint | Uint8Array | readonly ThriftValue[] | ThriftStruct;

/** Whether a value is a struct; `instanceof` alone loses what it holds. */
export function isStruct(value: ThriftValue | undefined): value is ThriftStruct {
  return value instanceof Map;
}

/** Whether a value is a list; `Array.isArray` alone loses what it holds. */
export function isList(value: ThriftValue | undefined): value is readonly ThriftValue[] {
  return Array.isArray(value);
}

const maxDepth = 32;

/** Bytes that are no Thrift struct. */
export class ThriftError extends Error {}

/** Reads the struct at `from`; gives it and where it ends. Errors: ThriftError. Every length is checked against the bytes that are there. */
export function readThrift(bytes: Uint8Array, from: number): { value: ThriftStruct; end: number } {
  const reader = new Reader(bytes, from);
  const value = reader.struct(0);
  return { value, end: reader.at };
}

class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  struct(depth: number): ThriftStruct {
    if (depth > maxDepth) throw new ThriftError("structs nest too deeply");
    const fields = new Map<number, ThriftValue>();
    let id = 0;
    for (;;) {
      const head = this.#byte();
      if (head === 0) return fields;
      const delta = head >> 4;
      id = delta === 0 ? Number(unzigzag(this.#varint())) : id + delta;
      const type = head & 15;
      fields.set(id, type === 1 || type === 2 ? type === 1 : this.#value(type, depth));
    }
  }

  #value(type: number, depth: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return this.#byte() === 1;
      case 3:
        return (this.#byte() << 24) >> 24;
      case 4:
      case 5:
        return Number(unzigzag(this.#varint()));
      case 6:
        return unzigzag(this.#varint());
      case 7:
        return this.#take(8);
      case 8:
        return this.#take(Number(this.#varint()));
      case 9:
      case 10:
        return this.#list(depth);
      case 12:
        return this.struct(depth + 1);
      default:
        throw new ThriftError(`a field has the unknown type ${type}`);
    }
  }

  #list(depth: number): ThriftValue[] {
    if (depth > maxDepth) throw new ThriftError("lists nest too deeply");
    const head = this.#byte();
    const size = head >> 4 === 15 ? Number(this.#varint()) : head >> 4;
    if (size > this.#bytes.length - this.at) throw new ThriftError("a list is longer than the bytes that hold it");
    return Array.from({ length: size }, () => this.#value(head & 15, depth + 1));
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new ThriftError("an integer has more than 64 bits");
  }

  #byte(): number {
    if (this.at >= this.#bytes.length) throw new ThriftError("a struct goes beyond its bytes");
    return this.#bytes[this.at++];
  }

  #take(length: number): Uint8Array {
    if (length < 0 || length > this.#bytes.length - this.at) throw new ThriftError("a text goes beyond its bytes");
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}

function unzigzag(value: bigint): bigint {
  return (value >> 1n) ^ -(value & 1n);
}
