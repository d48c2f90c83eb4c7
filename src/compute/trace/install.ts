import * as tf from "@tensorflow/tfjs";
import type { Kernel, KernelCall } from "../kernels/call.ts";
import { installGradients } from "../gradients/install.ts";
import { kernels } from "../kernels/index.ts";
import { TraceBackend } from "./backend.ts";
import type { Lazy } from "./lazy.ts";

/** The name under which tf.js knows the tracing backend. */
export const traceBackendName = "domainlens-trace";

let installed: TraceBackend | undefined;

/** The tracing backend of this process, registered with tf.js, and this project's gradients with it, on the first call. */
export function tracer(): TraceBackend {
  installed ??= install();
  return installed;
}

function install(): TraceBackend {
  const backend = new TraceBackend();
  installGradients();
  // Priority 0: tf.js must never pick it by itself.
  tf.registerBackend(traceBackendName, () => backend, 0);
  for (const [kernelName, kernel] of Object.entries<Kernel>(kernels)) {
    tf.registerKernel({ kernelName, backendName: traceBackendName, kernelFunc: traced(backend, kernel) });
  }
  return backend;
}

function traced(backend: TraceBackend, kernel: Kernel): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    const lazies = Object.entries(inputs).flatMap(([name, info]): [string, Lazy][] =>
      info == null ? [] : [[name, backend.lazy(info)]],
    );
    const call = { graph: backend.graph, inputs: Object.fromEntries(lazies), attrs };
    // tf.js types attributes by kernel name only; the table pairs each name with the kernel written for its attributes.
    const result = kernel(call as KernelCall<never>);
    return isList(result) ? result.map((lazy) => backend.hold(lazy)) : backend.hold(result);
  };
}

function isList<T>(result: T | readonly T[]): result is readonly T[] {
  return Array.isArray(result);
}
