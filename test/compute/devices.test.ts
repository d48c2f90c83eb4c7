import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { openDevice, probeDevices } from "../../src/compute/device.ts";
import type { DeviceName } from "../../src/util/device-names.ts";
import { DomainlensError } from "../../src/util/errors.ts";

const probes = await probeDevices();

/** Whether this machine has a device; where it has, the test of its absence cannot run, and says so. */
function isHere(name: DeviceName): boolean {
  const { available } = probes.find((probe) => probe.name === name) ?? { available: false };
  if (available) console.log(`skipped: the error of an absent ${name} device, because this machine has one`);
  return available;
}

async function errorOf(opened: Promise<unknown>): Promise<DomainlensError> {
  const error: unknown = await opened.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DomainlensError) return error;
  throw new Error("expected a DomainlensError", { cause: error });
}

describe("devices", () => {
  it.each(["cpu", "reference"] as const)("%s runs a program", async (name) => {
    const device = await openDevice(name, { threads: 1 });
    const spec = { shape: [2], dtype: "float32" } as const;
    const compiled = await device.compile(({ x }) => ({ y: tf.mul(x, 3) }), { x: spec });
    expect(await compiled.run({ x: Float32Array.of(1, 2) })).toEqual({ y: Float32Array.of(3, 6) });
    await compiled.close();
    await device.close();
  });

  it("auto takes one that works and says what was tried", async () => {
    const device = await openDevice("auto", { threads: 1 });
    expect(["cpu", "cuda"]).toContain(device.name);
    expect(device.reason).toMatch(/^auto: /);
    await device.close();
  });

  it("lists every kind with what it needs", () => {
    expect(probes.map(({ name }) => name).toSorted()).toEqual(["cpu", "cuda", "reference", "tensorflow", "webgpu"]);
    expect(probes.find(({ name }) => name === "cpu")?.available).toBe(true);
    expect(probes.filter(({ available, remedy }) => available !== (remedy === ""))).toEqual([]);
  });

  it.skipIf(isHere("cuda"))("cuda that is not there is an error that says how to install it", async () => {
    const { code, details } = await errorOf(openDevice("cuda", { threads: 1 }));
    expect(code).toBe("compute");
    expect(details.what).toContain("cuda");
    expect(details.remedy).toContain("--onnxruntime-node-install=cuda12");
  });

  it.skipIf(isHere("tensorflow"))("tensorflow that is not there is an error that names its package", async () => {
    const { code, details } = await errorOf(openDevice("tensorflow", { threads: 1 }));
    expect(code).toBe("compute");
    expect(details.what).toContain("tensorflow");
    expect(details.remedy).toContain("npm install @tensorflow/tfjs-node");
  });

  it("refuses a feed of the wrong length by its name", async () => {
    const device = await openDevice("cpu", { threads: 1 });
    const compiled = await device.compile(({ x }) => ({ y: tf.neg(x) }), { x: { shape: [2], dtype: "float32" } });
    await expect(compiled.run({ x: new Float32Array(3) })).rejects.toThrow(/"x"/);
    await compiled.close();
    await device.close();
  });
});
