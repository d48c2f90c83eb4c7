import { drawFeatures } from "./draw-features.ts";
import { type DrawnRows, drawnRows } from "./drawn-rows.ts";
import { aliccpDomains } from "./planted-features.ts";
import type { Planted } from "./planted-tables.ts";
import { blockRows, type RowWalk } from "./row-walk.ts";

/** Draws rows block by block, feature by feature: the tables of a feature stay in the cache for the rows of a block. */
export class RowDrawer {
  readonly #planted: Planted;
  readonly #biases: readonly number[];
  readonly #walk: RowWalk;
  readonly #drawn = drawnRows(blockRows);
  readonly #logits = new Float64Array(blockRows);

  /** @param biases [D] what the logit of a row begins with */
  constructor(planted: Planted, biases: readonly number[], walk: RowWalk) {
    this.#planted = planted;
    this.#biases = biases;
    this.#walk = walk;
  }

  /** The next rows, at most `blockRows` of them and an even number unless they are the last; they hold until the next call. */
  draw(rows: number): DrawnRows {
    const walk = this.#walk;
    const drawn = this.#drawn;
    const logits = this.#logits;
    walk.next(rows);
    const { words } = walk;
    for (let r = 0; r < rows; r++) {
      drawn.domain[r] = drawDomain(words[walk.starts[r]] * 2 ** -32);
      logits[r] = this.#biases[drawn.domain[r]];
    }
    drawFeatures(this.#planted, walk, drawn, rows, logits);
    for (let r = 0; r < rows; r++) {
      drawn.label[r] = words[walk.ends[r]] * 2 ** -32 < 1 / (1 + Math.exp(-logits[r])) ? 1 : 0;
    }
    return drawn;
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
