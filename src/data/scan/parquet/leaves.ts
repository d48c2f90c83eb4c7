import type { ThriftStruct, ThriftValue } from "./thrift.ts";

/** Where values are in the schema of a Parquet file. */
export interface Leaf {
  /** As in Parquet's `Type`. */
  readonly type: ThriftValue;
  /** The definition level of a value, and the repetition level of a list's elements but the first (Melnik et al., Dremel, 2010). */
  readonly definition: number;
  readonly repetition: number;
}

interface Group extends Omit<Leaf, "type"> {
  /** Elements of the schema that still belong to it. */
  left: number;
}

const repetitionTypes = { required: 0, optional: 1, repeated: 2 } as const;

/** The leaves of a schema, a tree in the order of its branches: what has a type; what has none is a group of columns. */
export function leavesOf(schema: readonly ThriftStruct[]): Leaf[] {
  const leaves: Leaf[] = [];
  const groups: Group[] = [];
  for (const element of schema) {
    while (groups.at(-1)?.left === 0) groups.pop();
    const group = groups.at(-1);
    if (group !== undefined) group.left--;
    const repeats = group === undefined ? repetitionTypes.required : element.get(3);
    const levels = {
      definition: (group?.definition ?? 0) + Number(repeats !== repetitionTypes.required),
      repetition: (group?.repetition ?? 0) + Number(repeats === repetitionTypes.repeated),
    };
    const type = element.get(1);
    if (type === undefined) groups.push({ ...levels, left: Number(element.get(5) ?? 0) });
    else leaves.push({ type, ...levels });
  }
  return leaves;
}
