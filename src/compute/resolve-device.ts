import type { DeviceName } from "../util/device-names.ts";
import { hasCudaLibrary } from "./devices/cuda-library.ts";

/** What `openDevice` opens for a name, found without loading the libraries that compute where that can be. */
export async function resolveDevice(name: DeviceName | "auto"): Promise<DeviceName> {
  if (name !== "auto") return name;
  if (!hasCudaLibrary()) return "cpu";
  const { chooseAuto } = await import("./devices/auto.ts");
  return (await chooseAuto()).name;
}
