import * as tf from "@tensorflow/tfjs";
import { DomainlensError } from "../../util/errors.ts";
import { hasCudaLibrary } from "./cuda-library.ts";
import type { DeviceKind } from "./kinds.ts";
import { compileOnnx } from "./onnx-runtime.ts";
import type { Provider } from "./onnx-session.ts";

const remedies = {
  cpu: "reinstall onnxruntime-node for this platform: npm install onnxruntime-node",
  cuda: "on Linux x64 with an NVIDIA driver, CUDA 12 and cuDNN 9: node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12; or set device: cpu",
  webgpu: "install a Vulkan driver (Linux), or use Direct3D 12 (Windows) or Metal (macOS); or set device: cpu",
} satisfies Record<Provider, string>;

/** A device that compiles programs for an execution provider of ONNX Runtime. */
export function onnxKind(provider: Provider): DeviceKind {
  return {
    open: async ({ threads }, reason) => {
      const failure = await tryProvider(provider);
      if (failure !== undefined) throw absent(provider, failure);
      const settings = { provider, threads };
      return {
        name: provider,
        reason,
        threads,
        compile: (program, signature) => compileOnnx(settings, program, signature),
        close: () => Promise.resolve(),
      };
    },
    probe: async () => {
      const failure = await tryProvider(provider);
      if (failure === undefined) return { available: true, detail: `ONNX Runtime's ${provider} provider`, remedy: "" };
      return { available: false, detail: failure, remedy: remedies[provider] };
    },
  };
}

/** Runs 1 + 1 there; the reason of the failure, or undefined. */
async function tryProvider(provider: Provider): Promise<string | undefined> {
  if (provider === "cuda" && !hasCudaLibrary()) return "onnxruntime-node has no CUDA library here";
  try {
    const inputs = { x: { shape: [1], dtype: "float32" } } as const;
    const program = await compileOnnx({ provider, threads: 1 }, ({ x }) => ({ y: tf.add(x, x) }), inputs);
    const { y } = await program.run({ x: Float32Array.of(1) });
    await program.close();
    return y[0] === 2 ? undefined : `it computed 1 + 1 = ${y[0]}`;
  } catch (error) {
    return firstLine(error);
  }
}

/** ONNX Runtime's own words, without its source locations on the lines below. */
function firstLine(error: unknown): string {
  const told = error instanceof DomainlensError ? (error.cause ?? error) : error;
  return (told instanceof Error ? told.message : String(told)).split("\n")[0];
}

function absent(provider: Provider, failure: string): DomainlensError {
  return new DomainlensError("compute", {
    what: `device ${provider} is not available on this machine`,
    value: failure,
    remedy: remedies[provider],
  });
}
