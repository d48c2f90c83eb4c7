/** Every device, by its name in the config. */
export const deviceNames = ["cpu", "cuda", "webgpu", "tensorflow", "reference"] as const;
export type DeviceName = (typeof deviceNames)[number];
