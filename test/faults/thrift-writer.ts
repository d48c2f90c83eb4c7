/** A field of a struct of the Thrift compact protocol: number, kind and value. */
export type Field =
  | readonly [id: number, kind: "i32" | "i64", value: number]
  | readonly [id: number, kind: "text", value: string]
  | readonly [id: number, kind: "struct", value: readonly Field[]]
  | readonly [id: number, kind: "i32s", value: readonly number[]]
  | readonly [id: number, kind: "texts", value: readonly string[]]
  | readonly [id: number, kind: "structs", value: readonly (readonly Field[])[]];

const codes = { i32: 5, i64: 6, text: 8, i32s: 9, texts: 9, structs: 9, struct: 12 } satisfies Record<Field[1], number>;

/** The bytes of a struct; fields in ascending order. */
export function writeStruct(fields: readonly Field[]): Buffer {
  let before = 0;
  const parts = fields.map((field) => {
    const [id, kind] = field;
    const head = Buffer.from([((id - before) << 4) | codes[kind]]);
    before = id;
    return Buffer.concat([head, writeValue(field)]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function writeValue([, kind, value]: Field): Buffer {
  switch (kind) {
    case "i32":
    case "i64":
      return zigzag(value);
    case "text":
      return writeText(value);
    case "struct":
      return writeStruct(value);
    case "i32s":
      return writeList(5, value.map(zigzag));
    case "texts":
      return writeList(8, value.map(writeText));
    case "structs":
      return writeList(12, value.map(writeStruct));
  }
}

function writeList(code: number, items: readonly Buffer[]): Buffer {
  const head =
    items.length < 15
      ? Buffer.from([(items.length << 4) | code])
      : Buffer.concat([Buffer.from([0xf0 | code]), varint(items.length)]);
  return Buffer.concat([head, ...items]);
}

function writeText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([varint(bytes.length), bytes]);
}

function zigzag(value: number): Buffer {
  return varint(value < 0 ? -2 * value - 1 : 2 * value);
}

/** Seven bits a byte, the lowest first. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
