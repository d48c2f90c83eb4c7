import type { Device, DeviceName } from "../types.ts";
import { eagerKind } from "./eager-kind.ts";
import { onnxKind } from "./onnx-kind.ts";

export interface DeviceOptions {
  /** Threads of one operation. */
  readonly threads: number;
}

/** One way of running programs: how to open it, and whether this machine has it. */
export interface DeviceKind {
  /** Throws DomainlensError("compute") with what to install when the machine lacks it. */
  open(options: DeviceOptions, reason: string): Promise<Device>;
  probe(): Promise<{ readonly available: boolean; readonly detail: string }>;
}

/** Every device by its name in the config. */
export const deviceKinds = {
  cpu: onnxKind("cpu"),
  cuda: onnxKind("cuda"),
  webgpu: onnxKind("webgpu"),
  tensorflow: eagerKind("tensorflow"),
  reference: eagerKind("reference"),
} satisfies Record<DeviceName, DeviceKind>;
