import type { OrderedCounts } from "../../parquet-codes/ordered-counts.ts";
import { ByteSink } from "../../parquet-writer/byte-sink.ts";
import { type ColumnShape, type PlainValues, plainValues } from "../../parquet-writer/column.ts";
import { appendPlainChunk, type ChunkPlace, ChunkWriter } from "../../parquet-writer/column-chunk.ts";
import { ParquetFile } from "../../parquet-writer/parquet-file.ts";

/** Counts of values as a Parquet file that `profile/listed-values` makes the value counts of a feature of. @param values by their places */
export async function writeCountsFile(
  path: string,
  values: PlainValues,
  { isText, cells }: { readonly isText: boolean; readonly cells: number },
  counts: OrderedCounts,
): Promise<void> {
  const file = await ParquetFile.create(path, columnsOf(isText, counts.shares !== null));
  const { length, elements, places, shares } = counts;
  if (length > 0) {
    const sink = new ByteSink(values.bytes.length + 32 * length);
    const chunks = [
      coded(sink, firstIntegers(cells), counts.cells),
      coded(
        sink,
        firstIntegers(2),
        places.map((place) => Number(place === 0)),
      ),
      coded(sink, values, places),
      ...[elements, ...(shares === null ? [] : [shares.rows, shares.mass])].map((numbers) =>
        appendPlainChunk(sink, { bytes: new Uint8Array(numbers.buffer), count: length }),
      ),
    ];
    await file.append({ rows: length, bytes: sink.bytes.subarray(0, sink.length), chunks });
  }
  await file.close();
}

function columnsOf(isText: boolean, hasShares: boolean): ColumnShape[] {
  const types: [string, ColumnShape["type"]][] = [
    ["cell", "integer"],
    ["is_null", "integer"],
    ["value", isText ? "text" : "number"],
    ["elements", "number"],
  ];
  if (hasShares) types.push(["rows", "number"], ["mass", "integer"]);
  return types.map(([name, type]) => ({ name, type, isList: false }));
}

function coded(sink: ByteSink, values: PlainValues, codes: Int32Array): ChunkPlace {
  const writer = new ChunkWriter(values, false);
  writer.add(codes.length, { codes, count: codes.length, lengths: null });
  return writer.finish(sink);
}

function firstIntegers(count: number): PlainValues {
  return plainValues({ name: "", type: "integer", isList: false, values: Array.from({ length: count }, (_, i) => i) });
}
