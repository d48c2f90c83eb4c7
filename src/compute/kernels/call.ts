import type { Graph } from "../trace/graph.ts";
import type { Lazy } from "../trace/lazy.ts";

/** One call of a tf.js kernel while a program is traced: the graph to append to, its inputs by name, its attributes. */
export interface KernelCall<Attrs> {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Lazy>>;
  readonly attrs: Attrs;
}

/** Appends what a tf.js kernel computes to the graph and returns its result or results. */
export type Kernel = (call: KernelCall<never>) => Lazy | readonly Lazy[];
