import { InferenceSession, Tensor } from "onnxruntime-node";
import { DomainlensError } from "../../util/errors.ts";
import { checkFeeds } from "../feeds.ts";
import { encodeModel } from "../onnx/model.ts";
import { outputSignature, traceProgram } from "../trace/trace.ts";
import type { Compiled, Program, Signature, TensorData } from "../types.ts";

/** ONNX Runtime's execution providers that programs are compiled for. */
export type Provider = "cpu" | "cuda" | "webgpu";

export interface SessionSettings {
  readonly provider: Provider;
  readonly threads: number;
}

/** Traces a program and loads its graph into ONNX Runtime. */
export async function compileOnnx(settings: SessionSettings, program: Program, inputs: Signature): Promise<Compiled> {
  const traced = traceProgram(program, inputs);
  const onnx = encodeModel(traced);
  const outputs = outputSignature(traced);
  const session = await openSession(onnx, settings);
  return {
    inputs,
    outputs,
    nodes: traced.nodes.length,
    onnx,
    run: async (feeds) => {
      checkFeeds(inputs, feeds);
      const tensors = Object.entries(inputs).map(([name, spec]): [string, Tensor] => [
        name,
        toTensor(feeds[name], spec.shape),
      ]);
      return toArrays(await session.run(Object.fromEntries(tensors)), outputs);
    },
    close: () => session.release(),
  };
}

/** A session over ONNX bytes with this project's options. */
export async function openSession(onnx: Uint8Array, { provider, threads }: SessionSettings): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(onnx, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      // A waiting thread would otherwise spin on a core that reading and gathering need.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
      graphOptimizationLevel: "all",
      // Errors only: the GPU providers warn about every node they leave to the CPU.
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw new DomainlensError("compute", {
      what: `ONNX Runtime did not load a program on its ${provider} provider`,
      value: cause instanceof Error ? cause.message : cause,
      remedy: "run domainlens doctor to see which devices this machine has",
      cause,
    });
  }
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
