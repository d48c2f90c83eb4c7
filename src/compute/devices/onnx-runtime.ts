import { type InferenceSession, Tensor } from "./onnx-library.ts";
import { DomainlensError } from "../../util/errors.ts";
import { checkFeeds } from "../feeds.ts";
import { encodeModel } from "../onnx/model.ts";
import { outputSignature, traceProgram } from "../trace/trace.ts";
import type { ProgramFacts } from "../bound-program.ts";
import { openSession, runSession, type SessionSettings } from "./onnx-session.ts";
import type { Compiled, Program, Signature, TensorData } from "../types.ts";

/** A program as ONNX, and its number of graph nodes. */
export interface OnnxProgram extends ProgramFacts {
  readonly nodes: number;
}

/** Traces a program to ONNX, to be loaded elsewhere. */
export function traceOnnx(program: Program, inputs: Signature): OnnxProgram {
  const traced = traceProgram(program, inputs);
  return { inputs, outputs: outputSignature(traced), nodes: traced.nodes.length, onnx: encodeModel(traced) };
}

/** Traces a program and loads its graph into ONNX Runtime. */
export async function compileOnnx(settings: SessionSettings, program: Program, inputs: Signature): Promise<Compiled> {
  const { outputs, nodes, onnx } = traceOnnx(program, inputs);
  const session = await openSession(onnx, settings);
  return {
    inputs,
    outputs,
    nodes,
    onnx,
    run: async (feeds) => {
      checkFeeds(inputs, feeds);
      const tensors = Object.entries(inputs).map(([name, spec]): [string, Tensor] => [
        name,
        toTensor(feeds[name], spec.shape),
      ]);
      return toArrays(await runSession(session, Object.fromEntries(tensors)), outputs);
    },
    close: () => session.release(),
  };
}

function toTensor(data: TensorData, shape: readonly number[]): Tensor {
  return data instanceof Uint8Array ? new Tensor("bool", data, shape) : plainTensor(data, shape);
}

function plainTensor(data: Float32Array | Int32Array, shape: readonly number[]): Tensor {
  return data instanceof Float32Array ? new Tensor("float32", data, shape) : new Tensor("int32", data, shape);
}

function toArrays(results: InferenceSession.OnnxValueMapType, outputs: Signature): Record<string, TensorData> {
  return Object.fromEntries(Object.keys(outputs).map((name) => [name, dataOf(results[name], name)]));
}

function dataOf(result: InferenceSession.OnnxValueMapType[string], name: string): TensorData {
  const { data } = result;
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array) return data;
  throw new DomainlensError("internal", {
    what: `output "${name}" of a compiled program has an unexpected type`,
    value: result.type,
    remedy: "report this as a bug",
  });
}
