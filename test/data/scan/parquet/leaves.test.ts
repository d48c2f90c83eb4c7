import { expect, it } from "vitest";
import { leavesOf } from "../../../../src/data/scan/parquet/leaves.ts";
import type { ThriftStruct, ThriftValue } from "../../../../src/data/scan/parquet/thrift.ts";

const [required, optional, repeated] = [0, 1, 2];

/** An element of a schema: a group with so many children, or a leaf of a type. */
function element(repeats: number, is: { children: number } | { type: number }): ThriftStruct {
  const own: [number, ThriftValue] = "children" in is ? [5, is.children] : [1, is.type];
  return new Map([[3, repeats], own]);
}

it("counts the levels of flat columns, lists and what follows them", () => {
  const schema = [
    element(required, { children: 4 }),
    element(required, { type: 1 }),
    element(optional, { type: 2 }),
    element(optional, { children: 1 }),
    element(repeated, { children: 2 }),
    element(optional, { type: 3 }),
    element(required, { type: 4 }),
    element(optional, { type: 5 }),
  ];
  expect(leavesOf(schema)).toEqual([
    { type: 1, definition: 0, repetition: 0 },
    { type: 2, definition: 1, repetition: 0 },
    { type: 3, definition: 3, repetition: 1 },
    { type: 4, definition: 2, repetition: 1 },
    { type: 5, definition: 1, repetition: 0 },
  ]);
});

it("reads on where a schema says more children than it has, or fewer", () => {
  const types = (children: number): ThriftValue[] =>
    leavesOf([element(required, { children }), element(optional, { type: 1 }), element(optional, { type: 2 })]).map(
      ({ type }) => type,
    );
  expect([types(1e9), types(1)]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});
