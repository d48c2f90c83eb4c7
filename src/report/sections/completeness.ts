import type { Block, Section } from "../blocks.ts";
import { formatCount, formatScore } from "../format.ts";
import type { Results } from "../results.ts";
import { right, tableOf } from "../table.ts";

/** How far the attributions of a row are from adding up to what the model says of it. */
export function completenessSection({ attribution, completeness }: Results): Section {
  const { target, quadrature, effect, steps, rows, trainRows, device } = attribution;
  const { bound, withinBound } = completeness;
  return {
    id: "completeness",
    title: "Completeness of the attributions",
    blocks: [
      {
        kind: "paragraph",
        text:
          `Integrated gradients of the ${target} (${quadrature}, ${steps.used} steps; ${steps.configured} configured) over ` +
          `${formatCount(rows)} of ${formatCount(trainRows)} training rows, on ${device}; effect weight: ${effect}. ` +
          `The 95th percentile is ${withinBound ? "within" : "above"} the bound ${formatScore(bound)}.`,
      },
      tableOf(
        [completeness],
        [
          right("median", ({ p50 }) => formatScore(p50)),
          right("90 %", ({ p90 }) => formatScore(p90)),
          right("95 %", ({ p95 }) => formatScore(p95)),
          right("99 %", ({ p99 }) => formatScore(p99)),
          right("largest", ({ max }) => formatScore(max)),
        ],
      ),
      ...(steps.tried.length === 0 ? [] : stepsTried(steps.tried)),
    ],
  };
}

function stepsTried(tried: Results["attribution"]["steps"]["tried"]): Block[] {
  return [
    { kind: "heading", text: "Steps tried" },
    tableOf(tried, [
      right("steps", ({ steps }) => String(steps)),
      right("rows", ({ rows }) => formatCount(rows)),
      right("95 % of the residuals", ({ p95 }) => formatScore(p95)),
    ]),
  ];
}
