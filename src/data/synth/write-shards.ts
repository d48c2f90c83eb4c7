import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { WordStream } from "../../util/word-stream.ts";
import { drawnRows } from "./drawn-rows.ts";
import { fitBiases } from "./fit-biases.ts";
import { logCodes, logColumns } from "./log-columns.ts";
import { ParquetFile } from "./parquet/parquet-file.ts";
import { RowGroupWriter } from "./parquet/row-group.ts";
import { plant } from "./planted-tables.ts";
import { RowDrawer } from "./row-drawer.ts";
import { RowWalk } from "./row-walk.ts";

const groupRows = 131_072;
const shardGroups = 16;

/** Writes the same rows as `writeSynthLog` as Parquet files of at most 2,097,152 rows. Memory does not grow with the rows. */
export async function writeShards(folder: string, rows: number, seed: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const planted = plant(seed);
  const drawer = new RowDrawer(planted, fitBiases(planted, seed), new RowWalk(WordStream.seeded(seed, "rows")));
  const columns = logColumns();
  const writer = new RowGroupWriter(columns);
  const drawn = drawnRows(Math.min(groupRows, rows));
  const shardRows = groupRows * shardGroups;
  for (let from = 0; from < rows; from += shardRows) {
    const name = `part-${String(from / shardRows).padStart(5, "0")}.parquet`;
    const file = await ParquetFile.create(join(folder, name), columns);
    const end = Math.min(rows, from + shardRows);
    for (let at = from; at < end; at += groupRows) {
      drawer.draw(drawn, Math.min(groupRows, end - at));
      await file.append(writer.write(drawn.rows, logCodes(drawn)));
    }
    await file.close();
  }
}
