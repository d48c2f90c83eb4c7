import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { refuseForeign } from "../../../src/data/ingest/refuse-foreign.ts";
import { DomainlensError } from "../../../src/util/errors.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const table = tableFromArrays({ d: ["a", "b"], y: Int32Array.of(0, 1) });
const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");

async function refusal(name: string, content: string | Uint8Array): Promise<unknown> {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return refuseForeign({ name, path }).catch((error: unknown) => error);
}

describe("a file of another format", () => {
  it.each([
    ["log.csv", tableToIPC(table, "file"), "log.csv is an Arrow file"],
    ["log.csv", tableToIPC(table, "stream"), "log.csv is an Arrow stream"],
    ["log.arrow", tableToIPC(table, "file"), "log.arrow is an Arrow file"],
    ["log.csv", bytes("5041523115041500"), "log.csv is Parquet, but its name does not end in .parquet"],
    ["log.csv", bytes("4f626a0104"), "log.csv is an Avro file"],
    ["log.jsonl", bytes("894844460d0a1a0a00"), "log.jsonl is an HDF5 file"],
    ["log.csv", "SQLite format 3\0", "log.csv is a SQLite database"],
    ["log.csv", bytes("934e554d50590100"), "log.csv is a NumPy array"],
    ["log.csv", bytes("504b030414000600"), "log.csv is a zip archive or a workbook"],
    ["log.csv.zst", bytes("28b52ffd2480"), "log.csv.zst is compressed with zstd"],
    ["log.csv.xz", bytes("fd377a585a000004"), "log.csv.xz is compressed with xz"],
    ["log.csv.bz2", "BZh91AY&SY", "log.csv.bz2 is compressed with bzip2"],
    ["log.onnx", bytes("08081000"), "log.onnx is an ONNX model, not a log"],
  ])("is named for what it is: %s", async (name, content, what) => {
    const error = await refusal(name, content);
    expect(error).toBeInstanceOf(DomainlensError);
    expect(error).toMatchObject({ code: "input", message: what });
  });

  it.each([
    ["PAR1,PAR2,d\n1,2,a\n"],
    ["BZh9,ARROW1,ORC\n1,2,3\n"],
    ["PK,Obj,NUMPY\n1,2,3\n"],
    ["SQLite format 3,d\n1,a\n"],
  ])("is not seen in a text that begins like one: %j", async (text) => {
    expect(await refusal("log.csv", text)).toBeUndefined();
  });
});
