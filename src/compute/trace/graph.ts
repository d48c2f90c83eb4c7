import type { DType } from "../types.ts";
import { sizeOf } from "./shape.ts";

/** Element types of graph values; int64 only for the shape arguments of ONNX operators, float64 only inside a kernel. */
export type ValueType = DType | "int64" | "float64";

/** A node attribute: an integer, a list of integers, a float or a string. */
export type Attribute = number | readonly number[] | { readonly float: number } | string;
export type Attributes = Readonly<Record<string, Attribute>>;

/** A tensor of the graph with its static shape. `constant` holds the elements when they are known at trace time. */
export interface Value {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: ValueType;
  readonly node: Node | undefined;
  readonly input: string | undefined;
  readonly constant: ArrayLike<number> | undefined;
}

/** An ONNX operator applied to values. */
export interface Node {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: Value[];
}

export type ResultSpec = { readonly shape: readonly number[]; readonly dtype: ValueType };

/** Constants up to this many elements are compared by content, so that equal ones are stored once. */
const maxMergedConstant = 64;

/** Nodes under construction. Equal operators on equal inputs are one node (common subexpressions are merged). */
export class Graph {
  #nextId = 0;
  readonly #nodes = new Map<string, Node>();
  readonly #constants = new Map<string, Value>();

  /** A named input of the program. */
  input(name: string, shape: readonly number[], dtype: DType): Value {
    return this.#value({ shape, dtype }, { input: name });
  }

  /** Elements known at trace time, row-major. */
  constant(constant: ArrayLike<number>, shape: readonly number[], dtype: ValueType): Value {
    if (constant.length > maxMergedConstant) return this.#value({ shape, dtype }, { constant });
    // Object.is tells -0 from 0 where a joined key would not.
    const key = `${dtype}|${shape.join()}|${Array.from(constant, (x) => (Object.is(x, -0) ? "-0" : x)).join()}`;
    const known = this.#constants.get(key) ?? this.#value({ shape, dtype }, { constant });
    this.#constants.set(key, known);
    return known;
  }

  /** A list of integers as ONNX operators take them (axes, shapes, starts). */
  integers(values: readonly number[]): Value {
    return this.constant(values, [values.length], "int64");
  }

  /** The one result of `op`. */
  add(op: string, inputs: readonly Value[], attributes: Attributes, result: ResultSpec): Value {
    return this.addMany(op, inputs, attributes, [result])[0];
  }

  /** The results of an operator with several outputs. */
  addMany(op: string, inputs: readonly Value[], attributes: Attributes, results: readonly ResultSpec[]): Value[] {
    const key = nodeKey(op, inputs, attributes);
    const known = this.#nodes.get(key);
    if (known !== undefined) return known.outputs;
    const node: Node = { op, inputs, attributes, outputs: [] };
    node.outputs.push(...results.map((result) => this.#value(result, { node })));
    this.#nodes.set(key, node);
    return node.outputs;
  }

  /** A copy of a value under a name of its own; never merged. */
  alias(value: Value): Value {
    const node: Node = { op: "Identity", inputs: [value], attributes: {}, outputs: [] };
    node.outputs.push(this.#value(value, { node }));
    return node.outputs[0];
  }

  /** The result of an operator if this graph already holds it. */
  find(op: string, inputs: readonly Value[], attributes: Attributes): Value | undefined {
    return this.#nodes.get(nodeKey(op, inputs, attributes))?.outputs[0];
  }

  #value(spec: ResultSpec, origin: { node?: Node; input?: string; constant?: ArrayLike<number> }): Value {
    const { node, input, constant } = origin;
    return { id: this.#nextId++, shape: spec.shape, dtype: spec.dtype, node, input, constant };
  }
}

function nodeKey(op: string, inputs: readonly Value[], attributes: Attributes): string {
  return `${op}|${inputs.map((value) => value.id).join()}|${JSON.stringify(attributes)}`;
}

/** Whether the value is a constant of one element. */
export function isScalarConstant(value: Value): boolean {
  return value.constant !== undefined && sizeOf(value.shape) === 1;
}

/** The element type of a value as a tensor of a program: int64 and float64 never leave a kernel. */
export function tensorDtype({ dtype }: Value): DType {
  if (dtype === "int64") return "int32";
  return dtype === "float64" ? "float32" : dtype;
}
