import { topItems } from "../../metrics/top-items.ts";

/** The rows of domain `from` that become pseudo-labelled rows of domain `to`. */
export interface PseudoLabels {
  readonly from: number;
  readonly to: number;
  /** Row numbers, the highest score first. */
  readonly rows: readonly number[];
}

/** What pseudo labels are selected from. */
export interface ScoredRows {
  /** [B] */
  readonly domain: ArrayLike<number>;
  /** [B, D] row-major: the score f of each row's user and item under every domain, by the frozen model. */
  readonly scores: ArrayLike<number>;
  /** D */
  readonly domains: number;
}

/**
 * Pseudo labels (ADI Algorithm 1, lines 6-12): of every ordered pair of domains, the top `percent` per cent of the first one's rows by their
 * score under the second, equal scores in the order of row numbers. Pairs in the order 0→1, 0→2, …, 1→0, …
 */
export function selectPseudoLabels({ domain, scores, domains }: ScoredRows, percent: number): PseudoLabels[] {
  const rowsOf = Array.from({ length: domains }, (_, d) =>
    Array.from(domain, (of, b) => (of === d ? b : -1)).filter((b) => b >= 0),
  );
  return rowsOf.flatMap((rows, from) => {
    const count = pseudoLabelCount(rows.length, percent);
    return rowsOf.flatMap((_, to) => {
      if (from === to) return [];
      const best = topItems(
        rows.map((b) => scores[b * domains + to]),
        count,
      );
      return [{ from, to, rows: best.map((i) => rows[i]) }];
    });
  });
}

/** ⌈rows · percent / 100⌉, at most all rows. The product comes first: percent / 100 rounds, and the ceiling would follow it. */
export function pseudoLabelCount(rows: number, percent: number): number {
  return Math.min(rows, Math.ceil((rows * percent) / 100));
}

/** [epochs] p, p + Δp, … in per cent (ADI Algorithm 1, line 18), at most 100. */
export function percentByEpoch(start: number, step: number, epochs: number): number[] {
  return Array.from({ length: epochs }, (_, epoch) => Math.min(100, start + epoch * step));
}
