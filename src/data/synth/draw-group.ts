import { logCodes, logColumns } from "./log-columns.ts";
import { type RowGroup, RowGroupWriter } from "../parquet-writer/row-group.ts";
import { type Planted, plant } from "./planted-tables.ts";
import { RowDrawer } from "./row-drawer.ts";
import { blockRows, type RowWalk } from "./row-walk.ts";

/** What row groups are drawn from and written with. */
export interface GroupSource {
  readonly planted: Planted;
  /** [D] what the logit of a row begins with. */
  readonly biases: readonly number[];
  readonly writer: RowGroupWriter;
}

export function groupSource(seed: number, biases: readonly number[]): GroupSource {
  return { planted: plant(seed), biases, writer: new RowGroupWriter(logColumns()) };
}

/** Draws the next rows of a walk. */
export function drawGroup({ planted, biases, writer }: GroupSource, walk: RowWalk, rows: number): RowGroup {
  const drawer = new RowDrawer(planted, biases, walk);
  for (let from = 0; from < rows; from += blockRows) {
    const drawn = drawer.draw(Math.min(blockRows, rows - from));
    writer.add(drawn.rows, logCodes(drawn));
  }
  return writer.finish();
}
