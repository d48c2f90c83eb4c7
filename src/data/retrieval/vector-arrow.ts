import {
  type Data,
  Field,
  FixedSizeList,
  Float32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import type { VectorBlock } from "./write-vectors.ts";

/** What an id of a block stands for: a value of the log, or one of the named ids. */
export interface IdName {
  readonly value: string | null;
  readonly kind: string;
}

/** The columns of vectors of `size` elements. */
export function vectorSchema(size: number): Schema {
  return new Schema([
    new Field("id", new Utf8(), true),
    new Field("kind", new Utf8(), false),
    new Field("domain", new Utf8(), false),
    new Field("vector", vectorType(size), false),
  ]);
}

/** A block as a record batch; `values` are not copied. @param names one for each row */
export function vectorBatch(schema: Schema, block: VectorBlock, domain: string, names: readonly IdName[]): RecordBatch {
  const { rows, values } = block;
  const elements = makeData({ type: new Float32(), length: values.length, data: values });
  const vectors = makeData({ type: vectorType(values.length / rows), length: rows, nullCount: 0, child: elements });
  const children = [
    texts(names.map(({ value }) => value)),
    texts(names.map(({ kind }) => kind)),
    texts(names.map(() => domain)),
    vectors,
  ];
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
}

function vectorType(size: number): FixedSizeList {
  return new FixedSizeList(size, new Field("item", new Float32(), false));
}

function texts(values: readonly (string | null)[]): Data {
  return vectorFromArray([...values], new Utf8()).data[0];
}
