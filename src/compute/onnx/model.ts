import type { Attribute, Attributes, Node, Value, ValueType } from "../trace/graph.ts";
import type { TracedProgram } from "../trace/trace.ts";
import { elementType } from "./element-type.ts";
import { MessageWriter } from "./protobuf.ts";
import { SymbolicRows } from "./symbolic-rows.ts";
import { tensorProto } from "./tensor.ts";

const irVersion = 8;
const opset = 18;

/**
 * The ONNX model (ir_version 8, opset 18) of a traced program, as protobuf bytes: the same program gives the same bytes. With
 * `symbolicBatch`, every first dimension of that size becomes the symbol N, so that the model takes any number of rows; the program
 * must treat rows alike, and the size must occur as nothing else (trace with a large prime).
 */
export function encodeModel(program: TracedProgram, symbolicBatch?: number): Uint8Array {
  return new MessageWriter()
    .int(1, irVersion)
    .bytes(2, "domainlens")
    .bytes(7, graphProto(program, symbolicBatch))
    .bytes(8, new MessageWriter().bytes(1, "").int(2, opset))
    .finish();
}

function graphProto({ inputs, outputs, nodes, constants }: TracedProgram, symbolicBatch?: number): MessageWriter {
  const names = new Map<Value, string>(outputs.map(({ name, value }) => [value, name]));
  const prefix = freePrefix([...inputs.map(({ input }) => input ?? ""), ...names.values()]);
  const nameOf = (value: Value): string => value.input ?? names.get(value) ?? `${prefix}${value.id}`;
  const graph = new MessageWriter();
  const rows = symbolicBatch === undefined ? undefined : new SymbolicRows(symbolicBatch, inputs, `${prefix}rows`);
  const inputName = (node: Node, i: number): string => rows?.substitute(node, i, nameOf) ?? nameOf(node.inputs[i]);
  const protos = nodes.map((node) => nodeProto(node, nameOf, inputName));
  for (const { op, inputs: from, output, attributes } of rows?.nodes ?? [])
    graph.bytes(1, plainNode(op, from, [output], attributes));
  for (const proto of protos) graph.bytes(1, proto);
  graph.bytes(2, "program");
  const isReplaced = (value: Value): boolean => rows?.dependsOnRows(value) ?? false;
  for (const value of constants) if (!isReplaced(value)) graph.bytes(5, tensorProto(value, nameOf(value)));
  for (const [name, value] of rows?.constants ?? []) graph.bytes(5, tensorProto(value, name));
  for (const value of inputs) graph.bytes(11, valueInfo(nameOf(value), value, symbolicBatch));
  for (const { name, value } of outputs) graph.bytes(12, valueInfo(name, value, symbolicBatch));
  return graph;
}

/** What the names of values within the graph begin with, and none of its inputs and outputs. */
function freePrefix(names: readonly string[]): string {
  let prefix = "%";
  while (names.some((name) => name.startsWith(prefix))) prefix += "%";
  return prefix;
}

function nodeProto(
  node: Node,
  nameOf: (value: Value) => string,
  inputName: (node: Node, i: number) => string,
): MessageWriter {
  const inputs = node.inputs.map((_, i) => inputName(node, i));
  return plainNode(node.op, inputs, node.outputs.map(nameOf), node.attributes);
}

function plainNode(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes,
): MessageWriter {
  const message = new MessageWriter();
  for (const name of inputs) message.bytes(1, name);
  for (const name of outputs) message.bytes(2, name);
  message.bytes(4, op);
  for (const [name, attribute] of Object.entries(attributes)) message.bytes(5, attributeProto(name, attribute));
  return message;
}

const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;

function attributeProto(name: string, attribute: Attribute): MessageWriter {
  const message = new MessageWriter().bytes(1, name);
  if (typeof attribute === "number") return message.int(3, attribute).int(20, attributeType.int);
  if (typeof attribute === "string") return message.bytes(4, attribute).int(20, attributeType.string);
  if ("float" in attribute) return message.float(2, attribute.float).int(20, attributeType.float);
  for (const item of attribute) message.int(8, item);
  return message.int(20, attributeType.ints);
}

function valueInfo(
  name: string,
  spec: { shape: readonly number[]; dtype: ValueType },
  symbolicBatch: number | undefined,
): MessageWriter {
  const shape = new MessageWriter();
  spec.shape.forEach((size, axis) => {
    const isSymbol = axis === 0 && size === symbolicBatch;
    shape.bytes(1, isSymbol ? new MessageWriter().bytes(2, "N") : new MessageWriter().int(1, size));
  });
  const tensor = new MessageWriter().int(1, elementType[spec.dtype]).bytes(2, shape);
  return new MessageWriter().bytes(1, name).bytes(2, new MessageWriter().bytes(1, tensor));
}
