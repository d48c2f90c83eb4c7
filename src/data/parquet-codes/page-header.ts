import { isStruct, readThrift, ThriftError, type ThriftStruct, type ThriftValue } from "../scan/parquet/thrift.ts";
import { NotCountable } from "./not-countable.ts";

/** As in Parquet's `PageType` and `Encoding`. */
const pageTypes = { data: 0, dictionary: 2 } as const;
export const encodings = { plain: 0, plainDictionary: 2, rle: 3, dictionary: 8 } as const;

/** A page as its header describes it. */
export interface PageHeader {
  readonly isDictionary: boolean;
  /** Values, with those that are NULL. */
  readonly count: number;
  readonly encoding: number;
  /** Bytes of what follows the header, decompressed and as they are. */
  readonly size: number;
  readonly compressedSize: number;
}

/** Reads the header at `from`; gives it and where it ends. Errors: NotCountable for another kind of page. */
export function readPageHeader(bytes: Uint8Array, from: number): { header: PageHeader; end: number } {
  const { value, end } = decoded(bytes, from);
  const common = { size: integer(value.get(2)), compressedSize: integer(value.get(3)) };
  switch (value.get(1)) {
    case pageTypes.dictionary: {
      const [count, encoding] = numbersOf(value.get(7), [1, 2]);
      return { header: { ...common, isDictionary: true, count, encoding }, end };
    }
    case pageTypes.data: {
      const [count, encoding, definition, repetition] = numbersOf(value.get(5), [1, 2, 3, 4]);
      if (definition !== encodings.rle || repetition !== encodings.rle)
        throw new NotCountable("levels are packed otherwise");
      return { header: { ...common, isDictionary: false, count, encoding }, end };
    }
    default:
      throw new NotCountable("a page is of another kind");
  }
}

function decoded(bytes: Uint8Array, from: number): { value: ThriftStruct; end: number } {
  try {
    return readThrift(bytes, from);
  } catch (cause) {
    if (cause instanceof ThriftError) throw new NotCountable("the header of a page cannot be decoded", { cause });
    throw cause;
  }
}

function numbersOf(struct: ThriftValue | undefined, fields: readonly number[]): number[] {
  if (!isStruct(struct)) throw new NotCountable("a page has no description");
  return fields.map((field) => integer(struct.get(field)));
}

function integer(value: ThriftValue | undefined): number {
  if (typeof value === "number" && value >= 0) return value;
  throw new NotCountable("the header of a page lacks a number");
}
