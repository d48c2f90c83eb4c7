import { type DeviceName, deviceNames } from "../util/device-names.ts";
import { openAuto } from "./devices/auto.ts";
import { type Availability, type DeviceOptions, deviceKinds } from "./devices/kinds.ts";
import type { Device } from "./types.ts";

/** Whether a device can be used on this machine. */
export interface DeviceProbe extends Availability {
  readonly name: DeviceName;
}

/**
 * Opens a device. `auto` is `cuda` where it initialises, else `cpu`; the device's `reason` says what was tried. Asking by name for
 * a device that is not there throws DomainlensError("compute") saying what to install; there is no fallback.
 */
export function openDevice(name: DeviceName | "auto", options: DeviceOptions): Promise<Device> {
  return name === "auto" ? openAuto(options) : deviceKinds[name].open(options, "asked for by name");
}

/** Tries every device, for `domainlens doctor`. */
export async function probeDevices(): Promise<DeviceProbe[]> {
  const probes: DeviceProbe[] = [];
  for (const name of deviceNames) probes.push({ name, ...(await deviceKinds[name].probe()) });
  return probes;
}
