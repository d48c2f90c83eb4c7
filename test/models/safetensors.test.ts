import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readSafetensors, writeSafetensors } from "../../src/models/safetensors.ts";
import { DomainlensError } from "../../src/util/errors.ts";
import { createRng } from "../../src/util/rng.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const tensors = new Map([
  ["embedding/0/table", { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  ["dense/0/bias", { shape: [], data: Float32Array.of(-0.5) }],
  ["dense/0/kernel", { shape: [0, 4], data: new Float32Array(0) }],
]);

const folder = temporaryFolder();
const path = join(folder, "damaged.safetensors");
let sound: Buffer;
let dataFrom: number;
beforeAll(async () => {
  await writeSafetensors(path, tensors);
  sound = readFileSync(path);
  dataFrom = 8 + Number(sound.readBigUInt64LE());
});

/** A file of this header, and as many bytes of numbers as said. */
function file(header: string, bytes = 28): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(bytes)]);
}

const one = (entry: object): string =>
  JSON.stringify({ t: { dtype: "F32", shape: [7], data_offsets: [0, 28], ...entry } });

/** What is read of the bytes, or the error. */
async function read(bytes: Uint8Array): Promise<unknown> {
  writeFileSync(path, bytes);
  return readSafetensors(path).catch((error: unknown) => error);
}

describe("a file of weights", () => {
  it("gives back what was written", async () => {
    expect(await read(sound)).toEqual(tensors);
  });

  it.each([1, 3, 8, 12, 1000])("has the same bytes when it is written in pieces of %d", async (atOnce) => {
    const pieces = join(folder, `pieces-${atOnce}.safetensors`);
    await writeSafetensors(pieces, tensors, atOnce);
    expect(readFileSync(pieces)).toEqual(sound);
  });

  it("may hold a tensor of 2^31 bytes", async () => {
    // Its memory is never touched: nobody reads what is written there.
    const large = { shape: [2 ** 29], data: new Float32Array(2 ** 29) };
    await expect(writeSafetensors("/dev/null", new Map([["large", large]]))).resolves.toBeUndefined();
  });

  it.each([
    ["/dev/full", "ENOSPC"],
    [join(folder, "no such folder", "weights"), "ENOENT"],
  ])("cannot be written to %s, which is an error", async (to, code) => {
    await expect(writeSafetensors(to, tensors)).rejects.toMatchObject({ code });
  });

  it.each([
    ["nothing", () => Buffer.alloc(0), "ends inside its header"],
    ["the length of its header alone", () => sound.subarray(0, 8), "ends inside its header"],
    ["a header of 2^63 bytes", () => Buffer.concat([Buffer.alloc(7), Buffer.of(128), sound]), "ends inside its header"],
    ["no JSON", () => file("{nonsense"), "no description of float32 tensors"],
    ["other numbers than float32", () => file(one({ dtype: "F64" })), "no description of float32 tensors"],
    ["a negative side", () => file(one({ shape: [-1, -7] })), "no description of float32 tensors"],
    [
      "a tensor that begins before the others",
      () => file(one({ data_offsets: [-28, 0] })),
      "cannot lie at bytes -28 to 0",
    ],
    ["a tensor that ends before it begins", () => file(one({ data_offsets: [28, 0] })), "cannot lie at bytes 28 to 0"],
    [
      "a tensor of 2^40 numbers",
      () => file(one({ shape: [2 ** 40], data_offsets: [0, 2 ** 42] })),
      "take 4398046511104 bytes, and 28 are there",
    ],
    ["fewer numbers than its shape", () => file(one({ shape: [8] })), "cannot lie at bytes 0 to 28"],
    ["numbers that no tensor has", () => file(one({}), 32), "take 28 bytes, and 32 are there"],
  ])("with %s is refused, and named", async (_, make, why) => {
    const error = await read(make());
    expect(error).toBeInstanceOf(DomainlensError);
    expect(error).toMatchObject({
      code: "data",
      message: expect.stringContaining(`the weights in ${path} are damaged`),
    });
    expect(error).toMatchObject({ message: expect.stringContaining(why) });
  });

  it("is refused wherever it is cut off", async () => {
    const found = [];
    for (let length = 0; length < sound.length; length++) found.push(await read(sound.subarray(0, length)));
    expect(found.filter((each) => !(each instanceof DomainlensError))).toEqual([]);
  });

  it("with a bit flipped in its header is refused, or has other names for the same numbers", async () => {
    const rng = createRng(5, "flipped headers");
    const wrong = [];
    for (let i = 0; i < 500; i++) {
      const bytes = Buffer.from(sound);
      bytes[rng.below(dataFrom)] ^= 1 << rng.below(8);
      const found = await read(bytes);
      if (found instanceof DomainlensError) continue;
      const numbers = [...(found as typeof tensors).values()].flatMap(({ data }) => [...data]); // Else it is what is read.
      if (numbers.join() !== "1,2,3,4,5,6,-0.5") wrong.push(found);
    }
    expect(wrong).toEqual([]);
  });
});
