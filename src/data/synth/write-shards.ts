import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { WordStream } from "../../util/word-stream.ts";
import { fitBiases } from "./fit-biases.ts";
import { logCodes, logColumns } from "./log-columns.ts";
import { ParquetFile } from "./parquet/parquet-file.ts";
import { RowGroupWriter } from "./parquet/row-group.ts";
import { plant } from "./planted-tables.ts";
import { RowDrawer } from "./row-drawer.ts";
import { blockRows, RowWalk } from "./row-walk.ts";

const groupRows = 524_288;
const shardRows = 4 * groupRows;

/** Writes the same rows as `writeSynthLog` as Parquet files of at most 2,097,152 rows. Memory does not grow with the rows. */
export async function writeShards(folder: string, rows: number, seed: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const planted = plant(seed);
  const drawer = new RowDrawer(planted, fitBiases(planted, seed), new RowWalk(WordStream.seeded(seed, "rows")));
  const columns = logColumns();
  const writer = new RowGroupWriter(columns);
  for (let from = 0; from < rows; from += shardRows) {
    const name = `part-${String(from / shardRows).padStart(5, "0")}.parquet`;
    const file = await ParquetFile.create(join(folder, name), columns);
    const end = Math.min(rows, from + shardRows);
    for (let group = from; group < end; group += groupRows) {
      const groupEnd = Math.min(end, group + groupRows);
      for (let at = group; at < groupEnd; at += blockRows) {
        const drawn = drawer.draw(Math.min(blockRows, groupEnd - at));
        writer.add(drawn.rows, logCodes(drawn));
      }
      await file.append(writer.finish());
    }
    await file.close();
  }
}
