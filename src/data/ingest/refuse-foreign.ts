import { open } from "node:fs/promises";
import { DomainlensError } from "../../util/errors.ts";
import { whyUnreadable } from "../../util/file-kind.ts";

const remedy = "check how the dump was written, or leave the file out of the dataset";

interface Foreign {
  readonly what: string;
  readonly remedy: string;
  readonly isIt: (head: Buffer, name: string) => boolean;
}

const foreign: readonly Foreign[] = [
  { what: "is empty", remedy, isIt: (head) => head.length === 0 },
  {
    what: "is a Git LFS pointer, not the file itself",
    remedy: "fetch the file with: git lfs pull",
    isIt: (head) => head.toString("latin1").startsWith("version https://git-lfs.github.com/spec/"),
  },
  {
    what: "is UTF-16 text",
    remedy: "convert it to UTF-8, for instance with: iconv -f UTF-16 -t UTF-8",
    isIt: (head) => ["fffe", "feff"].includes(head.toString("hex", 0, 2)),
  },
  {
    what: "is compressed with gzip, but its name does not end in .gz",
    remedy: "rename it",
    isIt: (head, name) => head.toString("hex", 0, 2) === "1f8b" && !/\.(gz|parquet)$/i.test(name),
  },
];

/** Refuses what is no log file at all before a reader takes it for one. Errors: DomainlensError("input"). */
export async function refuseForeign({ name, path }: { readonly name: string; readonly path: string }): Promise<void> {
  const why = await whyUnreadable(path);
  if (why !== null) throw new DomainlensError("input", { what: `${name} cannot be read: ${why}`, remedy });
  const head = await firstBytes(path);
  const found = foreign.find(({ isIt }) => isIt(head, path));
  if (found !== undefined) throw new DomainlensError("input", { what: `${name} ${found.what}`, remedy: found.remedy });
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
