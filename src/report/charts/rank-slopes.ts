import type { StudyArtifact } from "../../data/artifacts/study.ts";
import { leftOut } from "../left-out.ts";
import { type Chart, chartWidth, label } from "./chart.ts";
import { nameAxis } from "./name-axis.ts";
import { textWidth } from "./text-width.ts";

type Features = NonNullable<StudyArtifact["features"]>;
type Feature = Features[number];

const shownFeatures = 60;
const sideSpace = 250;
const nameWidth = sideSpace - 56;
const colors = { selected: "#D55E00", other: "#999999" } as const;

/**
 * Features in the order of their dependence in one model, on the left, and in another, on the right, each with its place; a line joins
 * the places of a feature, and the selected ones stand out (DSFM, Fig. 2 and 5). @param names of both models, whose ranks come first
 * and second
 */
export function rankSlopes(features: Features, names: readonly [string, string]): Chart {
  const shown = mostTelling(features);
  const sides = [0, 1].map((side) => shown.toSorted((a, b) => a.ranks[side] - b.ranks[side]));
  const lines = [
    { name: "not selected", color: colors.other, width: 1, of: shown.filter(({ selected }) => !selected) },
    { name: "selected", color: colors.selected, width: 3, of: shown.filter(({ selected }) => selected) },
  ];
  return {
    width: chartWidth,
    height: 110 + 20 * shown.length,
    leftOut: leftOut(features.length, shownFeatures, "features", "study.json"),
    option: {
      legend: { top: 5, itemGap: 16, data: lines.filter(({ of }) => of.length > 0).map(({ name }) => name) },
      title: {
        text: `place by mean |IG| among ${features.length} features (1 = most)`,
        left: "center",
        bottom: 6,
        textStyle: { fontSize: 12, fontWeight: "normal", color: "#666666" },
      },
      grid: { left: sideSpace, right: sideSpace, top: 70, bottom: 40 },
      xAxis: { type: "value", min: 0, max: 1, show: false },
      yAxis: sides.map((order, side) => placesAxis(order, side, names[side])),
      series: lines
        .filter(({ of }) => of.length > 0)
        .map(({ name, color, width, of }) => ({
          type: "line" as const, // widens to string without it
          name,
          color,
          symbol: "circle",
          symbolSize: 4 + width,
          showAllSymbol: true,
          lineStyle: { width },
          z: 2 + width,
          data: of.flatMap((feature) => [
            [0, sides[0].indexOf(feature)],
            [1, sides[1].indexOf(feature)],
            ["-", 0],
          ]),
        })),
    },
  };
}

/** The selected features, and as many of those that a model depends on most as there is room for. */
function mostTelling(features: Features): Features {
  const best = ({ ranks }: Feature): number => Math.min(...ranks);
  return features
    .toSorted((a, b) => Number(b.selected) - Number(a.selected) || best(a) - best(b))
    .slice(0, shownFeatures);
}

/** Places and names from top to bottom under the name of a model. */
function placesAxis(order: Features, side: number, name: string) {
  const { axisLabel, ...axis } = nameAxis([]);
  const align = side === 0 ? ("right" as const) : ("left" as const); // widen to string without it
  return {
    ...axis,
    name: label(name),
    nameLocation: "start" as const, // the same
    nameTextStyle: { align, fontSize: 13, color: "#333333" },
    position: side === 0 ? ("left" as const) : ("right" as const), // the same
    axisLine: { lineStyle: { color: "#cccccc" } },
    data: order.map(({ feature, ranks }) =>
      side === 0 ? `${fitted(feature)}  ${ranks[side]}` : `${ranks[side]}  ${fitted(feature)}`,
    ),
    axisLabel: {
      ...axisLabel,
      width: sideSpace - 16,
      color: (_: unknown, row: number | undefined) => (order[row ?? 0].selected ? colors.selected : "#333333"),
    },
  };
}

/** A name cut to the width that leaves room for its place. */
function fitted(name: string): string {
  const characters = Array.from(label(name));
  const fits = (count: number): boolean =>
    textWidth(`${characters.slice(0, count).join("")}…`, "11px sans-serif") <= nameWidth;
  if (fits(characters.length)) return characters.join("");
  let count = characters.length - 1;
  while (count > 0 && !fits(count)) count--;
  return `${characters.slice(0, count).join("")}…`;
}
