import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { once } from "node:events";
import { z } from "zod";

/** A float32 tensor, row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const headerSchema = z.record(
  z.string(),
  z.object({ dtype: z.literal("F32"), shape: z.array(z.int()), data_offsets: z.tuple([z.int(), z.int()]) }),
);

/** Writes tensors in the safetensors format (little-endian), in the given order: the same tensors give the same bytes. */
export async function writeSafetensors(path: string, tensors: ReadonlyMap<string, StoredTensor>): Promise<void> {
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
  const stream = createWriteStream(path);
  for (const part of [length, header, ...[...tensors.values()].map(({ data }) => bytesOf(data))]) {
    if (!stream.write(part)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "close");
}

/** Where a tensor of N numbers is read to; default: an array of its own. */
export type TensorTarget = (name: string, length: number) => Float32Array | undefined;

/** Reads every tensor of a safetensors file. */
export async function readSafetensors(
  path: string,
  target: TensorTarget = () => undefined,
): Promise<Map<string, StoredTensor>> {
  const file = await open(path);
  try {
    const length = Buffer.alloc(8);
    await file.read(length, 0, 8, 0);
    const header = Buffer.alloc(Number(length.readBigUInt64LE()));
    await file.read(header, 0, header.length, 8);
    const entries = Object.entries(headerSchema.parse(JSON.parse(header.toString("utf8"))));
    const tensors = new Map<string, StoredTensor>();
    for (const [
      name,
      {
        shape,
        data_offsets: [from, to],
      },
    ] of entries) {
      const data = target(name, (to - from) / 4) ?? new Float32Array((to - from) / 4);
      const bytes = bytesOf(data);
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await file.read(
          bytes,
          done,
          Math.min(bytes.length - done, 1 << 28),
          8 + header.length + from + done,
        );
        if (bytesRead === 0) throw new Error(`${path} ends inside tensor ${name}`);
        done += bytesRead;
      }
      tensors.set(name, { shape, data });
    }
    return tensors;
  } finally {
    await file.close();
  }
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
