import type { Device } from "../types.ts";
import { type DeviceOptions, deviceKinds } from "./kinds.ts";

/**
 * The fastest device that is safe to assume: `cuda` where its provider initialises, else `cpu`. `webgpu` is left out, because where
 * it runs on a software driver it is slower than the CPU, and ONNX Runtime does not say which it is.
 */
export async function openAuto(options: DeviceOptions): Promise<Device> {
  const cuda = await deviceKinds.cuda.probe();
  if (cuda.available) return deviceKinds.cuda.open(options, "auto: the fastest device that initialises");
  return deviceKinds.cpu.open(options, `auto: cuda was tried (${cuda.detail}); webgpu is used only when asked for`);
}
