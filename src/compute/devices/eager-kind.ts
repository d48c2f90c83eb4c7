import { DomainlensError } from "../../util/errors.ts";
import type { Device } from "../types.ts";
import { compileEagerly } from "./eager.ts";
import type { DeviceKind } from "./kinds.ts";

/** tf.js's own names of the backends. */
const backendNames = { reference: "cpu", tensorflow: "tensorflow" } as const;

/** In the order of preference; the first that loads registers its backend with tf.js. */
const nativePackages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];
const missing = `neither ${nativePackages.join(" nor ")} could be loaded`;
const remedy = `npm install ${nativePackages[1]} (or ${nativePackages[0]} for CUDA) beside domainlens, or set device: cpu`;

/** tf.js in JavaScript, operation by operation: slow, the measure of the others. */
export const referenceKind: DeviceKind = {
  open: async ({ threads }, reason) => eagerDevice("reference", reason, threads),
  probe: async () => ({ available: true, detail: "tf.js in JavaScript: slow, for checks", remedy: "" }),
};

/** TensorFlow's native library through an optional package, operation by operation. */
export const tensorflowKind: DeviceKind = {
  open: async ({ threads }, reason) => {
    if ((await loadNative()) !== undefined) return eagerDevice("tensorflow", reason, threads);
    throw new DomainlensError("compute", {
      what: "device tensorflow is not available on this machine",
      value: missing,
      remedy,
    });
  },
  probe: async () => {
    const loaded = await loadNative();
    return loaded === undefined
      ? { available: false, detail: missing, remedy }
      : { available: true, detail: loaded, remedy: "" };
  },
};

function eagerDevice(name: keyof typeof backendNames, reason: string, threads: number): Device {
  return {
    name,
    reason,
    threads,
    compile: async (program, signature) => compileEagerly(backendNames[name], program, signature),
    close: () => Promise.resolve(),
  };
}

async function loadNative(): Promise<string | undefined> {
  for (const name of nativePackages) {
    try {
      await import(name);
      return name;
    } catch {
      // Not installed, or built for another platform: try the next.
    }
  }
  return undefined;
}
