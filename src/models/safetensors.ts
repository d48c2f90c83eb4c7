import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import { DomainlensError } from "../util/errors.ts";

/** A float32 tensor, row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const headerSchema = z.record(
  z.string(),
  z.object({ dtype: z.literal("F32"), shape: z.array(z.int().min(0)), data_offsets: z.tuple([z.int(), z.int()]) }),
);

/** Bytes that are read or written at once: Node takes less than 2^31. */
const pieceBytes = 2 ** 28;

/**
 * Writes tensors in the safetensors format (little-endian), in the given order: the same tensors give the same bytes. @param atOnce bytes that are
 * written at once, at most
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  atOnce = pieceBytes,
): Promise<void> {
  let offset = 0;
  const entries = [...tensors].map(([name, { shape, data }]) => {
    const entry = { dtype: "F32", shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
    return [name, entry] as const;
  });
  const json = JSON.stringify(Object.fromEntries(entries));
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const file = await open(path, "w");
  try {
    for (const part of [length, header, ...[...tensors.values()].map(({ data }) => bytesOf(data))]) {
      await writeAll(part, file, atOnce);
    }
  } finally {
    await file.close();
  }
}

/** Where a tensor of N numbers is read to; default: an array of its own. */
export type TensorTarget = (name: string, length: number) => Float32Array | undefined;

/** Reads every tensor of a safetensors file. Errors: DomainlensError("data") naming the file where it is damaged, before memory is taken for what it does not hold. */
export async function readSafetensors(
  path: string,
  target: TensorTarget = () => undefined,
): Promise<Map<string, StoredTensor>> {
  const file = await open(path);
  try {
    const { entries, start } = await readHeader(file, path);
    const tensors = new Map<string, StoredTensor>();
    for (const { name, shape, from, to } of entries) {
      const data = target(name, (to - from) / 4) ?? new Float32Array((to - from) / 4);
      await readInto(bytesOf(data), file, start + from, () => damaged(path, `it ends inside tensor ${name}`));
      tensors.set(name, { shape, data });
    }
    return tensors;
  } finally {
    await file.close();
  }
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** The tensors, which lie one after the other from byte `start` to the end of the file. */
async function readHeader(file: FileHandle, path: string): Promise<{ entries: Entry[]; start: number }> {
  const { size } = await file.stat();
  const cut = (): DomainlensError => damaged(path, "it ends inside its header");
  const length = Buffer.alloc(8);
  await readInto(length, file, 0, cut);
  const start = 8 + Number(length.readBigUInt64LE());
  if (start > size) throw cut();
  const header = Buffer.alloc(start - 8);
  await readInto(header, file, 8, cut);
  const entries = parseHeader(header.toString("utf8"), path);
  let end = 0;
  for (const { name, shape, from, to } of entries) {
    const bytes = 4 * shape.reduce((product, side) => product * side, 1);
    if (from !== end || to - from !== bytes) {
      throw damaged(path, `tensor ${name} of shape [${shape.join(", ")}] cannot lie at bytes ${from} to ${to}`);
    }
    end = to;
  }
  if (start + end !== size) throw damaged(path, `its tensors take ${end} bytes, and ${size - start} are there`);
  return { entries, start };
}

function parseHeader(text: string, path: string): Entry[] {
  try {
    return Object.entries(headerSchema.parse(JSON.parse(text))).map(([name, { shape, data_offsets: at }]) => {
      return { name, shape, from: at[0], to: at[1] };
    });
  } catch (cause) {
    throw damaged(path, "its header is no description of float32 tensors", cause);
  }
}

async function writeAll(bytes: Uint8Array, file: FileHandle, atOnce: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, Math.min(bytes.length - done, atOnce));
    done += bytesWritten;
  }
}

async function readInto(bytes: Uint8Array, file: FileHandle, at: number, cut: () => Error): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await file.read(bytes, done, Math.min(bytes.length - done, pieceBytes), at + done);
    if (bytesRead === 0) throw cut();
    done += bytesRead;
  }
}

function damaged(path: string, why: string, cause?: unknown): DomainlensError {
  return new DomainlensError("data", {
    what: `the weights in ${path} are damaged: ${why}`,
    remedy: "delete the folder they lie in, and give the same command again: they are trained anew",
    cause,
  });
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
