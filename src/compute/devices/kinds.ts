import type { DeviceName } from "../../util/device-names.ts";
import type { Device } from "../types.ts";
import { referenceKind, tensorflowKind } from "./eager-kind.ts";
import { onnxKind } from "./onnx-kind.ts";

export interface DeviceOptions {
  /** Threads of one operation. */
  readonly threads: number;
}

/** Whether a device can be used: what runs it, or why not and what to do about it. */
export interface Availability {
  readonly available: boolean;
  readonly detail: string;
  /** Empty where the device is available. */
  readonly remedy: string;
}

/** One way of running programs: how to open it, and whether this machine has it. */
export interface DeviceKind {
  /** Throws DomainlensError("compute") with what to install when the machine lacks it. */
  open(options: DeviceOptions, reason: string): Promise<Device>;
  probe(): Promise<Availability>;
}

/** Every device by its name in the config. */
export const deviceKinds = {
  cpu: onnxKind("cpu"),
  cuda: onnxKind("cuda"),
  webgpu: onnxKind("webgpu"),
  tensorflow: tensorflowKind,
  reference: referenceKind,
} satisfies Record<DeviceName, DeviceKind>;
