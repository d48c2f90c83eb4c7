import type { EncodedFeature } from "../data/artifacts/encode.ts";
import type { SelectionArtifact } from "../data/artifacts/selection.ts";
import { entityOfRole } from "../util/entity-role.ts";
import { DomainlensError } from "../util/errors.ts";

/**
 * Positions of the features that DSFM's extractor reads (DSFM, section 5.4): the audit's selection, as many features from the end of the ranking
 * (`last`; a feature that one entity alone has is in no ranking), or all. Errors: DomainlensError("config") when the selection is empty.
 */
export function extractorInput(
  features: readonly EncodedFeature[],
  { selected, rejected }: Pick<SelectionArtifact, "selected" | "rejected">,
  which: "selected" | "last" | "all",
): number[] {
  if (which === "all") return features.map((_, f) => f);
  if (selected.length === 0) {
    throw new DomainlensError("config", {
      what: "the audit selected no feature, so DSFM has nothing to extract",
      remedy: "set select.features, select.aboveNoise: false, or train.sensitive: all",
    });
  }
  const specific = new Set(features.filter(({ role }) => entityOfRole(role) !== undefined).map(({ name }) => name));
  const ranked = [...selected, ...rejected].filter(({ name }) => !specific.has(name));
  const lowest = ranked.toSorted((a, b) => (a.ds ?? 0) - (b.ds ?? 0) || (a.name < b.name ? -1 : 1));
  const chosen = which === "selected" ? selected : lowest.slice(0, selected.length);
  return chosen.map(({ name }) => features.findIndex((feature) => feature.name === name));
}
