import type { Section } from "../blocks.ts";
import { neglectChart } from "../charts/neglect-chart.ts";
import type { Results } from "../results.ts";

/** The features that differ most between domains, against what the model makes of them (DSFM, Fig. 2). */
export function neglectSection({ neglect, ranking }: Results): Section {
  const { features, top } = neglect;
  const alone = ranking.filter(({ dsPlain }) => dsPlain === null).length;
  const left = alone === 0 ? "" : `, ${alone} of which cannot be compared`;
  const text =
    `The ${features.length} features that differ most between domains by their plain distributions, of ${ranking.length}${left}. ` +
    `One that differs beyond noise and lies in the lower half by dependence is neglected.`;
  return {
    id: "neglect",
    title: "Neglect",
    blocks:
      features.length === 0
        ? [{ kind: "paragraph", text: "No feature to compare." }]
        : [
            { kind: "paragraph", text },
            {
              kind: "chart",
              file: "neglect",
              title: `Place by distribution and by model dependence of the top ${top} features`,
              chart: neglectChart(features, ranking.length),
            },
          ],
  };
}
