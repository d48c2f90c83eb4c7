import { DomainlensError } from "../../util/errors.ts";
import type { Device } from "../types.ts";
import { compileEagerly } from "./eager.ts";
import type { DeviceKind } from "./kinds.ts";

/** tf.js's own names of the backends. */
const backendNames = { reference: "cpu", tensorflow: "tensorflow" } as const;
type EagerName = keyof typeof backendNames;

const nativePackages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];

/** A device that runs programs operation by operation on a tf.js backend. */
export function eagerKind(name: EagerName): DeviceKind {
  return {
    open: async (_options, reason) => {
      if (name === "tensorflow" && (await loadNative()) === undefined) throw absent();
      return eagerDevice(name, reason);
    },
    probe: async () => {
      if (name === "reference") return { available: true, detail: "tf.js in JavaScript: slow, for checks" };
      const loaded = await loadNative();
      return {
        available: loaded !== undefined,
        detail: loaded ?? `neither ${nativePackages.join(" nor ")} is installed`,
      };
    },
  };
}

function eagerDevice(name: EagerName, reason: string): Device {
  return {
    name,
    reason,
    compile: async (program, signature) => compileEagerly(backendNames[name], program, signature),
    close: () => Promise.resolve(),
  };
}

/** Loads the first native package that is installed; it registers its backend with tf.js. */
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

function absent(): DomainlensError {
  return new DomainlensError("compute", {
    what: "device tensorflow is not available on this machine",
    value: `neither ${nativePackages.join(" nor ")} could be loaded`,
    remedy: `npm install ${nativePackages[1]} (or ${nativePackages[0]} for CUDA) beside domainlens, or set device: cpu`,
  });
}
