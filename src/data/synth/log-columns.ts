import { type DrawnRows, numberCodes, numberOf } from "./drawn-rows.ts";
import type { Column, ColumnCodes } from "../parquet-writer/column.ts";
import { aliccpDomains, type PlantedFeature } from "./planted-features.ts";
import { categories, numbers, sequences } from "./row-layout.ts";
import { valuePrefix } from "./value-prefix.ts";

/** The columns of the log: domain and label, then the features in their order. */
export function logColumns(): Column[] {
  const texts = (feature: PlantedFeature): string[] =>
    Array.from({ length: feature.values }, (_, v) => `${valuePrefix(feature)}${v}`);
  const coded = Array.from({ length: numberCodes }, (_, code) => numberOf(code));
  return [
    { name: "domain", type: "text", isList: false, values: aliccpDomains.map(({ name }) => name) },
    { name: "label", type: "integer", isList: false, values: [0, 1] },
    ...categories.map((one) => ({ name: one.name, type: "text" as const, isList: false, values: texts(one) })),
    ...numbers.map(({ name }) => ({ name, type: "number" as const, isList: false, values: coded })),
    ...sequences.map((one) => ({ name: one.name, type: "text" as const, isList: true, values: texts(one) })),
  ];
}

/** The codes of rows, column by column as `logColumns` has them. */
export function logCodes({ rows, domain, label, ...drawn }: DrawnRows): ColumnCodes[] {
  return [
    ...[domain, label, ...drawn.categories, ...drawn.numbers].map((codes) => ({ codes, count: rows, lengths: null })),
    ...drawn.sequences.map(({ elements, lengths, count }) => ({ codes: elements, count, lengths })),
  ];
}
