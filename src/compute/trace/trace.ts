import * as tf from "@tensorflow/tfjs";
import { DomainlensError } from "../../util/errors.ts";
import type { Program, Signature, TensorSpec } from "../types.ts";
import { withBackend } from "../with-backend.ts";
import { Graph, type Node, type Value, tensorDtype } from "./graph.ts";
import { traceBackendName, tracer } from "./install.ts";
import { materialise } from "./lazy.ts";

/** A program as a graph: what it takes, what it gives, and the nodes between in an order of execution. */
export interface TracedProgram {
  readonly inputs: readonly Value[];
  readonly outputs: readonly NamedValue[];
  readonly nodes: readonly Node[];
  readonly constants: readonly Value[];
}

/** The shapes and types of what a program gives. */
export function outputSignature(program: TracedProgram): Signature {
  const specs = program.outputs.map(({ name, value }): [string, TensorSpec] => [
    name,
    { shape: value.shape, dtype: tensorDtype(value) },
  ]);
  return Object.fromEntries(specs);
}

interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/**
 * Runs a program once on tensors that stand for graph values. Only what an output needs is kept. Throws
 * DomainlensError("compute") when the program uses an operation without a kernel or reads a tensor's elements.
 */
export function traceProgram(program: Program, signature: Signature): TracedProgram {
  const backend = tracer();
  const graph = new Graph();
  backend.graph = graph;
  const inputs = Object.entries(signature).map(([name, spec]) => graph.input(name, spec.shape, spec.dtype));
  const outputs: NamedValue[] = [];
  withBackend(traceBackendName, () => {
    tf.tidy(() => {
      const tensors = inputs.map((value) => backend.hold({ value, shape: value.shape }));
      const named = Object.keys(signature).map((name, i): [string, tf.Tensor] => [
        name,
        tf.engine().makeTensorFromTensorInfo(tensors[i]),
      ]);
      for (const [name, tensor] of Object.entries(runProgram(program, Object.fromEntries(named)))) {
        if (name in signature) throw nameTaken(name);
        outputs.push({ name, value: materialise(graph, backend.lazy(tensor)) });
      }
    });
  });
  return reachable(inputs, withOwnNames(graph, outputs));
}

function nameTaken(name: string): DomainlensError {
  return new DomainlensError("compute", {
    what: "an output of a program has the name of an input",
    value: name,
    remedy: "name them apart: a compiled graph has one space of names",
  });
}

/** How tf.js says that a kernel (in either of two wordings) or a gradient is missing: by message only. */
const missingRule = /[Kk]ernel '(\w+)'(?: not registered)? for backend|gradient function not found for (\w+)/;

function runProgram(program: Program, inputs: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  try {
    return program(inputs);
  } catch (error) {
    const missing = missingRule.exec(String(error));
    if (missing === null) throw error;
    const [, kernel, gradient] = missing;
    throw new DomainlensError("compute", {
      what:
        kernel === undefined
          ? "an operation of a program has no gradient in tf.js"
          : "an operation of a program has no compiled form",
      value: kernel ?? gradient,
      remedy: "express it through the operations of src/compute/kernels/index.ts, or add a kernel there",
      cause: error,
    });
  }
}

/** Inputs, constants and values given twice get a copy, so that every output has a value of its own to name. */
function withOwnNames(graph: Graph, outputs: readonly NamedValue[]): NamedValue[] {
  const taken = new Set<Value>();
  return outputs.map(({ name, value }) => {
    const own = value.node === undefined || taken.has(value) ? graph.alias(value) : value;
    taken.add(own);
    return { name, value: own };
  });
}

function reachable(inputs: readonly Value[], outputs: readonly NamedValue[]): TracedProgram {
  const nodes = new Set<Node>();
  const constants = new Set<Value>();
  const pending = outputs.map(({ value }) => value);
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value.constant !== undefined) constants.add(value);
    if (value.node === undefined || nodes.has(value.node)) continue;
    nodes.add(value.node);
    pending.push(...value.node.inputs);
  }
  // Ids grow as nodes are made, and a node is made after its inputs.
  const inOrder = [...nodes].sort((a, b) => a.outputs[0].id - b.outputs[0].id);
  return { inputs, outputs, nodes: inOrder, constants: [...constants].sort((a, b) => a.id - b.id) };
}
