import { InferenceSession } from "./onnx-library.ts";
import { DomainlensError } from "../../util/errors.ts";

/** ONNX Runtime's execution providers that programs are compiled for. */
export type Provider = "cpu" | "cuda" | "webgpu";

export interface SessionSettings {
  readonly provider: Provider;
  readonly threads: number;
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

/**
 * Runs a session once. Errors: DomainlensError("compute") with what ONNX Runtime says.
 * @param fetches tensors that the outputs are written to; default: new ones
 */
export async function runSession(
  session: InferenceSession,
  feeds: InferenceSession.FeedsType,
  fetches?: InferenceSession.OnnxValueMapType,
): Promise<InferenceSession.OnnxValueMapType> {
  try {
    return await (fetches === undefined ? session.run(feeds) : session.run(feeds, fetches));
  } catch (cause) {
    throw new DomainlensError("compute", {
      what: "ONNX Runtime did not run a program",
      value: cause instanceof Error ? cause.message : cause,
      remedy:
        "with too little memory lower batchSize or --threads; run domainlens doctor to see what the device can do",
      cause,
    });
  }
}
