import { DomainlensError } from "../../util/errors.ts";
import type { Attributes, Node, Value } from "../trace/graph.ts";

/** An end beyond any dimension: Slice takes all there is. */
const beyond = 2 ** 31 - 1;

/** A node that the model needs beside those of the program. */
export interface ExtraNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Attributes;
}

/**
 * Replaces the constants of a graph that hold the number of rows, which is symbolic in the model: where Reshape is told a shape, the
 * dimension is inferred (-1), where Slice is told an end, it is the end of the axis, and what Expand is told is put together from the shape of
 * an input. `standIn` is the prime that stands for the number.
 */
export class SymbolicRows {
  readonly #standIn: number;
  readonly #input: string | undefined;
  readonly #rowsName: string;
  /** The constants that replace others, by name. */
  readonly constants = new Map<string, Value>();
  /** In an order of execution; they need only an input of the program. */
  readonly nodes: ExtraNode[] = [];

  /** @param inputs of the program; the first dimension of one of them is the number of rows @param rowsName of the value that holds it */
  constructor(standIn: number, inputs: readonly Value[], rowsName: string) {
    this.#standIn = standIn;
    this.#rowsName = rowsName;
    this.#input = inputs.find(({ shape }) => shape[0] === standIn)?.input;
  }

  /** Whether a constant holds the number of rows, or a multiple, as an argument of an operator. */
  dependsOnRows({ constant, dtype }: Value): boolean {
    return dtype === "int64" && constant !== undefined && Array.from(constant).some((size) => this.#isRows(size));
  }

  /**
   * The name of what replaces input `i` of a node; undefined when it stays. Errors: DomainlensError("compute") when the node cannot
   * be told in advance what it needs to know of the number of rows.
   */
  substitute(node: Node, i: number, nameOf: (value: Value) => string): string | undefined {
    const value = node.inputs[i];
    if (value.constant !== undefined && value.dtype !== "int64" && value.shape.some((size) => this.#isRows(size))) {
      throw fixedRows(node.op);
    }
    if (!this.dependsOnRows(value)) return undefined;
    const sizes = Array.from(value.constant ?? []);
    const name = `${nameOf(value)}:${node.op}`;
    if (node.op === "Expand" && i === 1) return this.#shapeAtRunTime(name, value, sizes);
    const replaced = this.#replace(node.op, i, sizes);
    if (replaced === undefined) throw fixedRows(node.op);
    this.constants.set(name, { ...value, constant: replaced });
    return name;
  }

  /** The shape as a concatenation of its known sizes and of the number of rows, times what it is multiplied by. */
  #shapeAtRunTime(name: string, value: Value, sizes: readonly number[]): string {
    if (this.#input === undefined) throw fixedRows("Expand");
    if (this.nodes.some(({ output }) => output === name)) return name;
    if (this.nodes.length === 0) {
      this.nodes.push({ op: "Shape", inputs: [this.#input], output: this.#rowsName, attributes: { start: 0, end: 1 } });
    }
    const parts = sizes.map((size, axis) => {
      const times = this.#isRows(size) ? size / this.#standIn : size;
      const part = `${name}/${axis}`;
      this.constants.set(part, { ...value, shape: [1], constant: [times] });
      if (!this.#isRows(size)) return part;
      this.nodes.push({ op: "Mul", inputs: [this.#rowsName, part], output: `${part}/rows`, attributes: {} });
      return `${part}/rows`;
    });
    this.nodes.push({ op: "Concat", inputs: parts, output: name, attributes: { axis: 0 } });
    return name;
  }

  #replace(op: string, i: number, sizes: readonly number[]): number[] | undefined {
    const places = sizes.filter((size) => this.#isRows(size)).length;
    if (op === "Reshape" && i === 1 && places === 1) return sizes.map((size) => (this.#isRows(size) ? -1 : size));
    if (op === "Slice" && i === 2) return sizes.map((size) => (this.#isRows(size) ? beyond : size));
    return undefined;
  }

  #isRows(size: number): boolean {
    return size >= this.#standIn && size % this.#standIn === 0;
  }
}

function fixedRows(op: string): DomainlensError {
  return new DomainlensError("compute", {
    what: "a program cannot be exported for any number of rows",
    value: `operator ${op} is told the number`,
    remedy: "make tensors of one row that broadcast, and reshape instead of expanding",
  });
}
