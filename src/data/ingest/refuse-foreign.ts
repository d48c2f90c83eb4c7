import { open } from "node:fs/promises";
import { DomainlensError } from "../../util/errors.ts";
import { whyUnreadable } from "../../util/file-kind.ts";

const remedy = "check how the dump was written, or leave the file out of the dataset";

const asParquet = "write it as Parquet, CSV or JSON lines";

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
  {
    what: "is Parquet, but its name does not end in .parquet",
    remedy: "rename it",
    // A page header follows, and this is how one begins: a text goes on with a printable character.
    isIt: (head, name) => beginsWith("5041523115")(head, name) && !/\.parquet$/i.test(name),
  },
  { what: "is an Arrow file", remedy: asParquet, isIt: beginsWith("4152524f57310000") },
  // The length of a message follows, and a table of it: no text in UTF-8 begins with 255.
  { what: "is an Arrow stream", remedy: asParquet, isIt: beginsWith("ffffffff") },
  { what: "is an Avro file", remedy: asParquet, isIt: beginsWith("4f626a01") },
  { what: "is an HDF5 file", remedy: asParquet, isIt: beginsWith("894844460d0a1a0a") },
  { what: "is a SQLite database", remedy: asParquet, isIt: beginsWith("53514c69746520666f726d6174203300") },
  { what: "is a NumPy array", remedy: asParquet, isIt: beginsWith("934e554d5059") },
  { what: "is a zip archive or a workbook", remedy: `unpack it, or ${asParquet}`, isIt: beginsWith("504b0304") },
  { what: "is compressed with zstd", remedy: "compress it with gzip", isIt: beginsWith("28b52ffd") },
  { what: "is compressed with xz", remedy: "compress it with gzip", isIt: beginsWith("fd377a585a00") },
  {
    what: "is compressed with bzip2",
    remedy: "compress it with gzip",
    isIt: (head) => /^BZh[1-9]1AY&SY/.test(head.toString("latin1")),
  },
  { what: "is an ONNX model, not a log", remedy, isIt: (_, name) => /\.onnx$/i.test(name) },
];

function beginsWith(hex: string): Foreign["isIt"] {
  return (head) => head.toString("hex", 0, hex.length / 2) === hex;
}

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
