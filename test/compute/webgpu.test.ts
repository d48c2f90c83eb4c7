import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  integratedGradientsProgram,
  integratedGradientsSignature,
} from "../../src/attribution/integrated-gradients.ts";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { openDevice } from "../../src/compute/device.ts";
import type { DeviceName } from "../../src/util/device-names.ts";
import { type Tolerance, expectClose } from "../support/close.ts";
import { randomInputs, randomNetwork } from "../support/random-network.ts";

/** Debian's software Vulkan driver, and the loader that ONNX Runtime looks for. */
const softwareDriver = "/usr/lib/chromium/vk_swiftshader_icd.json";
const loaders = ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/libvulkan.so.1`);
const chosenDriver = process.env["VK_ICD_FILENAMES"];
const canRun = chosenDriver !== undefined || [[softwareDriver], loaders].every((paths) => paths.some(existsSync));
if (!canRun) {
  console.log(
    `skipped: the webgpu device, because VK_ICD_FILENAMES is not set and ${softwareDriver} or libvulkan is absent`,
  );
}

const batchSize = 32;
const network = randomNetwork([8, 8, 8], [16, 8], 1);
const x = randomInputs(network, batchSize, 2);

async function scoresOn(name: DeviceName): Promise<ArrayLike<number>> {
  const device = await openDevice(name, { threads: 1 });
  const program = integratedGradientsProgram(network, quadrature("riemann", 5), "probability");
  const compiled = await device.compile(program, integratedGradientsSignature(network, batchSize));
  const { scores } = await compiled.run({ x });
  await compiled.close();
  await device.close();
  return scores;
}

/** float32 on another device: sums of 24 products in another order, and its own exponential, over three layers and five steps. */
const otherDevice: Tolerance = { relative: 1e-5, absolute: 1e-5 };

// A file of its own, and so a process of its own: a GPU driver that fails may end the process.
describe.skipIf(!canRun)("webgpu", () => {
  beforeAll(() => {
    process.env["VK_ICD_FILENAMES"] ??= softwareDriver;
  });

  it("gives a network's attributions as cpu does", async () => {
    const [found, expected] = [await scoresOn("webgpu"), await scoresOn("cpu")];
    expect(new Set(Array.from(expected)).size).toBeGreaterThan(1);
    expectClose(found, expected, otherDevice);
  });
});
