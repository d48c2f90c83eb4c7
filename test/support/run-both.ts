import { openDevice } from "../../src/compute/device.ts";
import type { Device, Program, TensorData, TensorSpec } from "../../src/compute/types.ts";

/** An input of a program under test: its elements, shape and type. */
export interface Fed extends TensorSpec {
  readonly data: TensorData;
}

export type FedInputs = Readonly<Record<string, Fed>>;

const devices = new Map<string, Promise<Device>>();

/** One device of each kind for the whole test file. */
export function testDevice(name: "cpu" | "reference", threads = 1): Promise<Device> {
  const key = `${name}/${threads}`;
  const device = devices.get(key) ?? openDevice(name, { threads });
  devices.set(key, device);
  return device;
}

/** What a program gives on one device. */
export async function runOn(
  name: "cpu" | "reference",
  program: Program,
  inputs: FedInputs,
  threads = 1,
): Promise<Record<string, TensorData>> {
  const compiled = await (await testDevice(name, threads)).compile(program, inputs);
  const feeds = Object.fromEntries(Object.entries(inputs).map(([key, { data }]) => [key, data]));
  const results = await compiled.run(feeds);
  await compiled.close();
  return results;
}

/** What a program gives traced on ONNX Runtime, and eagerly on tf.js's own CPU backend. */
export async function runBoth(
  program: Program,
  inputs: FedInputs,
): Promise<{ traced: Record<string, TensorData>; eager: Record<string, TensorData> }> {
  return { traced: await runOn("cpu", program, inputs), eager: await runOn("reference", program, inputs) };
}
