import { label } from "./chart.ts";

/** Room on the left of a chart for the names of a `nameAxis`. */
export const nameSpace = 220;

/** A category axis from top to bottom with the names of features, domains or values. */
export function nameAxis(names: readonly string[]) {
  return {
    type: "category" as const, // widens to string without it
    inverse: true,
    data: names.map(label),
    axisTick: { show: false },
    axisLabel: { interval: 0, fontSize: 11, margin: 12, width: nameSpace - 16, overflow: "truncate" as const }, // the same
  };
}
