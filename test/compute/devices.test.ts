import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { openDevice, probeDevices } from "../../src/compute/device.ts";
import { DomainlensError } from "../../src/util/errors.ts";

const vulkan = process.env["VK_ICD_FILENAMES"] ?? "/usr/lib/chromium/vk_swiftshader_icd.json";
const loader = ["/usr/lib/x86_64-linux-gnu/libvulkan.so.1", "/usr/lib/aarch64-linux-gnu/libvulkan.so.1"];
const hasVulkan = existsSync(vulkan) && loader.some((path) => existsSync(path));
if (!hasVulkan) {
  console.log(`skipped: the webgpu device, because libvulkan.so.1 or the Vulkan driver ${vulkan} is absent`);
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

  it("auto takes one that works and says why", async () => {
    const device = await openDevice("auto", { threads: 1 });
    expect(device.reason).not.toBe("");
    await device.close();
  });

  it("lists every kind with what it needs", async () => {
    const probes = await probeDevices();
    expect(probes.map(({ name }) => name).toSorted()).toEqual(["cpu", "cuda", "reference", "tensorflow", "webgpu"]);
    expect(probes.find(({ name }) => name === "cpu")?.available).toBe(true);
    expect(probes.filter(({ available, remedy }) => !available && remedy === "")).toEqual([]);
  });

  it("one that is not there is an error that says what to install", async () => {
    const [missing] = (await probeDevices()).filter(({ name, available }) => name === "tensorflow" && !available);
    if (missing === undefined) return;
    const opened = openDevice("tensorflow", { threads: 1 });
    await expect(opened).rejects.toBeInstanceOf(DomainlensError);
    await expect(opened).rejects.toMatchObject({ details: { remedy: expect.stringContaining("tfjs-node") as string } });
  });

  it("a feed of the wrong length is refused by its name", async () => {
    const device = await openDevice("cpu", { threads: 1 });
    const compiled = await device.compile(({ x }) => ({ y: tf.neg(x) }), { x: { shape: [2], dtype: "float32" } });
    await expect(compiled.run({ x: new Float32Array(3) })).rejects.toThrow(/"x"/);
    await compiled.close();
    await device.close();
  });

  // In a process of its own, on the built project: a GPU driver that fails may end the process.
  it.skipIf(!hasVulkan)("webgpu agrees with cpu on a network's attributions", () => {
    const child = spawnSync(process.execPath, ["test/compute/webgpu-child.mjs"], {
      encoding: "utf8",
      env: { ...process.env, VK_ICD_FILENAMES: vulkan },
      timeout: 120_000,
    });
    expect(child.stdout, child.stderr).toContain("largest difference");
    const difference = Number(/largest difference (\S+)/.exec(child.stdout)?.[1]);
    // float32 on another device: sums of 150 products in another order.
    expect(difference).toBeLessThan(1e-5);
  });
});
