import { clicksName } from "../../util/serving-names.ts";
import type { TowerField, TowerTable } from "./tower-fields.ts";
import type { TrainingPairs } from "./training-pairs.ts";

export interface StatisticsShape {
  readonly domains: readonly string[];
  /** V */
  readonly items: number;
  /** E */
  readonly size: number;
  /** The number that the first new table will have. */
  readonly firstTable: number;
}

/** Buckets per doubling of a count. */
const resolution = 2;

/**
 * For each domain, how often its users chose the item, in buckets of equal ratio: the statistic features of ADI's Table 1, which the adaptation layer
 * can weigh by domain. A count of 0 has a bucket of its own.
 */
export function statisticFields(
  { count, items, domains }: TrainingPairs,
  { domains: names, items: itemCount, size, firstTable }: StatisticsShape,
): { tables: TowerTable[]; fields: TowerField[] } {
  const counts = names.map(() => new Int32Array(itemCount));
  for (let n = 0; n < count; n++) counts[domains[n]][items[n]]++;
  const buckets = counts.map((ofItems) => ofItems.map((c) => Math.round(resolution * Math.log2(1 + c))));
  const tables = buckets.map((ids, d) => {
    const rows = ids.reduce((most, id) => Math.max(most, id), 0) + 1;
    return { name: clicksName(names[d]), spec: { size, rows, bucketOfId: null }, frozenRow: -1 };
  });
  const fields = tables.map(({ name }, d) => {
    const ids = { ids: buckets[d], offsets: null, stride: 0 };
    return { name, table: firstTable + d, ids, power: 1, withoutOther: false };
  });
  return { tables, fields };
}
