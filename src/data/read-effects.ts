import type { DuckDBDataChunk } from "@duckdb/node-api";
import { join } from "node:path";
import { z } from "zod";
import { doubles, integers } from "./chunk.ts";
import { readerPath } from "./identifiers.ts";
import type { Session } from "./session.ts";
import { loadSql } from "./sql-file.ts";

/** File name of the effect histograms in the folder of the attribute stage. */
export const effectsFile = "effects.parquet";

/**
 * One feature's effect histogram in natural units, without empty cells: id number v of `ids` has the cells offsets[v] …
 * offsets[v + 1] - 1, each a domain and its sums over the attributed rows.
 */
export interface EffectHistogram {
  readonly domains: number;
  /** [V] ascending, ids that occur. */
  readonly ids: Int32Array;
  /** [V + 1] */
  readonly offsets: Int32Array;
  /** [C] ascending within an id; likewise the arrays below. */
  readonly domain: Int32Array;
  /** Rows that hold the id. */
  readonly rows: Float64Array;
  readonly elements: Float64Array;
  /** Sum of c, the share of the id in its row. */
  readonly mass: Float64Array;
  /** Sum of w c, w the effect weight of the row. */
  readonly effect: Float64Array;
  /** Sum of (w c)². */
  readonly effectSquared: Float64Array;
}

const countsSchema = z.object({ cells: z.number(), ids: z.number() });

/** The histogram of feature number `feature` (position in encode.json) from the attribute stage's folder; [D] domains. */
export async function readEffects(
  session: Session,
  folder: string,
  feature: number,
  domains: number,
): Promise<EffectHistogram> {
  const parameters = { path: readerPath(join(folder, effectsFile)), feature };
  const [{ cells, ids }] = await session.rows(loadSql("attribute/effect-counts"), parameters, countsSchema);
  const histogram = emptyHistogram(domains, cells, ids);
  const filler = makeFiller(histogram);
  for await (const chunk of session.stream(loadSql("attribute/effect-cells"), parameters)) filler(chunk);
  histogram.offsets[ids] = cells;
  return histogram;
}

function emptyHistogram(domains: number, cells: number, ids: number): EffectHistogram {
  return {
    domains,
    ids: new Int32Array(ids),
    offsets: new Int32Array(ids + 1),
    domain: new Int32Array(cells),
    rows: new Float64Array(cells),
    elements: new Float64Array(cells),
    mass: new Float64Array(cells),
    effect: new Float64Array(cells),
    effectSquared: new Float64Array(cells),
  };
}

/** Puts one chunk after the other into the histogram; they come by ascending id. */
function makeFiller(histogram: EffectHistogram): (chunk: DuckDBDataChunk) => void {
  const { ids, offsets, domain, rows, elements, mass, effect, effectSquared } = histogram;
  const sums = [rows, elements, mass, effect, effectSquared];
  let cell = 0;
  let v = -1;
  return (chunk) => {
    const chunkIds = integers(chunk, 0);
    domain.set(integers(chunk, 1), cell);
    sums.forEach((sum, i) => sum.set(doubles(chunk, 2 + i), cell));
    for (let i = 0; i < chunk.rowCount; i++) {
      if (v < 0 || ids[v] !== chunkIds[i]) {
        v++;
        ids[v] = chunkIds[i];
        offsets[v] = cell + i;
      }
    }
    cell += chunk.rowCount;
  };
}
