import type { Value } from "../trace/graph.ts";
import { elementType } from "./element-type.ts";
import { MessageWriter } from "./protobuf.ts";

/** An initialiser: the elements of a constant as little-endian raw data. */
export function tensorProto(value: Value, name: string): MessageWriter {
  const message = new MessageWriter();
  for (const size of value.shape) message.int(1, size);
  return message.int(2, elementType[value.dtype]).bytes(8, name).bytes(9, rawData(value));
}

function rawData({ constant = [], dtype }: Value): Uint8Array {
  if (dtype === "float32" && constant instanceof Float32Array) {
    return new Uint8Array(constant.buffer, constant.byteOffset, constant.byteLength);
  }
  const values = Array.from(constant);
  switch (dtype) {
    case "float32":
      return new Uint8Array(Float32Array.from(values).buffer);
    case "int32":
      return new Uint8Array(Int32Array.from(values).buffer);
    case "float64":
      return new Uint8Array(Float64Array.from(values).buffer);
    case "int64":
      return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    case "bool":
      return Uint8Array.from(values);
  }
}
