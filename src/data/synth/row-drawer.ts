import { drawFeatures } from "./draw-features.ts";
import type { DrawnRows } from "./drawn-rows.ts";
import { aliccpDomains } from "./planted-features.ts";
import type { Planted } from "./planted-tables.ts";
import { blockRows, type RowWalk } from "./row-walk.ts";

/** Draws rows block by block, feature by feature: the tables of a feature stay in the cache for the rows of a block. */
export class RowDrawer {
  readonly #planted: Planted;
  readonly #biases: readonly number[];
  readonly #walk: RowWalk;
  readonly #logits = new Float64Array(blockRows);

  /** @param biases [D] what the logit of a row begins with */
  constructor(planted: Planted, biases: readonly number[], walk: RowWalk) {
    this.#planted = planted;
    this.#biases = biases;
    this.#walk = walk;
  }

  /** Fills `drawn` with the next rows. @param rows even, unless they are the last */
  draw(drawn: DrawnRows, rows: number): void {
    drawn.rows = rows;
    for (const sequence of drawn.sequences) sequence.count = 0;
    for (let from = 0; from < rows; from += blockRows) this.#drawBlock(drawn, from, Math.min(blockRows, rows - from));
  }

  #drawBlock(drawn: DrawnRows, from: number, rows: number): void {
    const walk = this.#walk;
    const logits = this.#logits;
    walk.next(rows);
    const { words } = walk;
    const domain = drawn.domain.subarray(from, from + rows);
    for (let r = 0; r < rows; r++) {
      domain[r] = drawDomain(words[walk.starts[r]] * 2 ** -32);
      logits[r] = this.#biases[domain[r]];
    }
    drawFeatures(this.#planted, walk, domain, drawn, from, logits);
    for (let r = 0; r < rows; r++) {
      drawn.label[from + r] = words[walk.ends[r]] * 2 ** -32 < 1 / (1 + Math.exp(-logits[r])) ? 1 : 0;
    }
  }
}

function drawDomain(uniform: number): number {
  let left = uniform;
  for (let d = 0; d < aliccpDomains.length - 1; d++) {
    left -= aliccpDomains[d].share;
    if (left < 0) return d;
  }
  return aliccpDomains.length - 1;
}
