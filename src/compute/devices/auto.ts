import type { DeviceName } from "../../util/device-names.ts";
import type { Device } from "../types.ts";
import { type DeviceOptions, deviceKinds } from "./kinds.ts";

/**
 * The fastest device that is safe to assume: `cuda` where its provider initialises, else `cpu`. `webgpu` is left out, because where
 * it runs on a software driver it is slower than the CPU, and ONNX Runtime does not say which it is.
 */
export async function chooseAuto(): Promise<{ readonly name: DeviceName; readonly reason: string }> {
  const cuda = await deviceKinds.cuda.probe();
  if (cuda.available) return { name: "cuda", reason: "auto: the fastest device that initialises" };
  return { name: "cpu", reason: `auto: cuda was tried (${cuda.detail}); webgpu is used only when asked for` };
}

/** Opens that device. */
export async function openAuto(options: DeviceOptions): Promise<Device> {
  const { name, reason } = await chooseAuto();
  return deviceKinds[name].open(options, reason);
}
