import type { StudiedVariant, StudyArtifact } from "../../data/artifacts/study.ts";
import type { Span } from "../blocks.ts";
import { formatScore, formatSeeds } from "../format.ts";
import { spreadText } from "../model-table.ts";

/** Level of the paired t-tests. */
const alpha = 0.05;

/** Which variant has the best mean test AUC. */
export function bestSentence({ variants, seeds }: StudyArtifact): Span[] {
  const known = variants.filter(({ auc }) => auc.mean !== null);
  const [best] = known.toSorted((a, b) => (b.auc.mean ?? 0) - (a.auc.mean ?? 0));
  if (best === undefined) return ["No variant has a test AUC: the test rows are of one class."];
  return ["Best by mean test AUC: ", { strong: best.key }, `, ${spreadText(best.auc)} over ${formatSeeds(seeds)}.`];
}

/** A variant's test AUC against that of the one it is set against, whether that is chance, and the domain that moves most. */
export function differenceSentence(variant: StudiedVariant, domains: readonly string[]): Span[] {
  const { key, against, difference, pValue } = variant;
  if (against === null || difference === null) return [{ strong: key }, " has no AUC to compare."];
  if (difference === 0) return [{ strong: key }, " and ", { strong: against }, " have the same mean AUC."];
  const way = difference < 0 ? "below" : "above";
  return [
    { strong: key },
    ` is ${formatScore(Math.abs(difference))} ${way} `,
    { strong: against },
    `: ${chance(pValue)}.`,
    ...largestMove(variant, domains),
  ];
}

/** What a paired t-test says, in words. */
function chance(pValue: number | null): string {
  if (pValue === null) return "one seed cannot tell it from chance";
  return pValue < alpha
    ? `more than chance (p = ${formatScore(pValue)})`
    : `within chance (p = ${formatScore(pValue)})`;
}

function largestMove({ differenceByDomain }: StudiedVariant, domains: readonly string[]): Span[] {
  const sizes = differenceByDomain.map((difference) => Math.abs(difference ?? 0));
  const most = sizes.indexOf(Math.max(...sizes));
  const difference = differenceByDomain[most] ?? 0;
  if (most < 0 || difference === 0) return [];
  return [` Largest in domain ${domains[most]}: ${signed(difference)}.`];
}

/** `+0.0012` or `−0.0012`; `–` for null. */
export function signed(value: number | null): string {
  if (value === null || value === 0) return formatScore(value);
  return `${value < 0 ? "−" : "+"}${formatScore(Math.abs(value))}`;
}
