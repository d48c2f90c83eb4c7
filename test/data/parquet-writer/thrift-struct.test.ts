import { expect, it } from "vitest";
import { ThriftStruct } from "../../../src/data/parquet-writer/thrift-struct.ts";

it("writes fields by their distance, integers as zigzag varints, and ends with a zero", () => {
  // Field 1, i32 (5): 0x15, 150 -> 300 = 0xAC 0x02; field 3, i64 (6): 0x26, -1 -> 1.
  expect([...new ThriftStruct().i32(1, 150).i64(3, -1).finish()]).toEqual([0x15, 0xac, 0x02, 0x26, 1, 0]);
});

it("writes texts with their length and lists with their element type", () => {
  // Field 2, binary (8); field 3, list (9) of two i32; the list's head has the size in its upper half.
  expect([...new ThriftStruct().text(2, "ab").i32s(3, [1, 2]).finish()]).toEqual([
    0x28, 2, 97, 98, 0x19, 0x25, 2, 4, 0,
  ]);
});

it("gives a list of fifteen or more its size in a varint", () => {
  const bytes = new ThriftStruct().i32s(1, new Array<number>(15).fill(0)).finish();
  expect([...bytes.subarray(0, 3)]).toEqual([0x19, 0xf5, 15]);
});

it("puts a struct into a struct", () => {
  expect([...new ThriftStruct().struct(1, new ThriftStruct().i32(1, 1)).finish()]).toEqual([0x1c, 0x15, 2, 0, 0]);
});
