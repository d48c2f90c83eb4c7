import { auc } from "./auc.ts";

/**
 * Mean of the users' AUCs, weighted by their impressions (MKT Eq. 14). Users of one class are left out of numerator and denominator;
 * null if nobody is left.
 */
export function gauc(scores: ArrayLike<number>, labels: ArrayLike<number>, users: ArrayLike<number>): number | null {
  const rowsOf = new Map<number, number[]>();
  for (let i = 0; i < users.length; i++) {
    const rows = rowsOf.get(users[i]);
    if (rows === undefined) rowsOf.set(users[i], [i]);
    else rows.push(i);
  }
  let weighted = 0;
  let impressions = 0;
  for (const rows of rowsOf.values()) {
    const value = auc(
      rows.map((i) => scores[i]),
      rows.map((i) => labels[i]),
    );
    if (value === null) continue;
    weighted += value * rows.length;
    impressions += rows.length;
  }
  return impressions === 0 ? null : weighted / impressions;
}
