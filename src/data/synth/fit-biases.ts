import { WordStream } from "../../util/word-stream.ts";
import { drawFeatures } from "./draw-features.ts";
import { drawnRows } from "./drawn-rows.ts";
import { fitBias } from "./fit-bias.ts";
import { aliccpDomains } from "./planted-features.ts";
import type { Planted } from "./planted-tables.ts";
import { blockRows, RowWalk } from "./row-walk.ts";

const biasRows = 20_000;

/** [D] the logit that a row of each domain begins with, so that the domain has its share of positives: fitted on rows of a stream of its own. */
export function fitBiases(planted: Planted, seed: number): number[] {
  return aliccpDomains.map(({ positiveRate }, d) => {
    const walk = new RowWalk(WordStream.seeded(seed, `bias ${d}`), false);
    return fitBias(logitsOf(planted, walk, d), positiveRate);
  });
}

function logitsOf(planted: Planted, walk: RowWalk, domain: number): Float64Array {
  const logits = new Float64Array(biasRows);
  const drawn = drawnRows(blockRows);
  drawn.domain.fill(domain);
  for (let from = 0; from < biasRows; from += blockRows) {
    const rows = Math.min(blockRows, biasRows - from);
    walk.next(rows);
    drawFeatures(planted, walk, drawn, rows, logits.subarray(from, from + rows));
  }
  return logits;
}
