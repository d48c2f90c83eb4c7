import type { EncodeArtifact } from "../../data/artifacts/encode.ts";
import { entityOfRole } from "../../util/entity-role.ts";

/**
 * Positions of the features that each tower reads: its id first, then the features of users in the user tower, those of items, shared by entities or of one
 * entity, in the item tower. Features of the context belong to neither: towers are evaluated before there is a context.
 *
 * @param selected the names of those that may be read beside the ids; null for all
 */
export function towerFeatures(
  { features }: EncodeArtifact,
  { user, item }: { readonly user: number; readonly item: number },
  selected: readonly string[] | null,
): { userFeatures: number[]; itemFeatures: number[] } {
  const readable = features.filter(
    ({ name, index }) => index !== user && index !== item && (selected === null || selected.includes(name)),
  );
  const ofItems = (role: string): boolean =>
    role === "item" || role === "entity-shared" || entityOfRole(role) !== undefined;
  return {
    userFeatures: [user, ...readable.filter(({ role }) => role === "user").map(({ index }) => index)],
    itemFeatures: [item, ...readable.filter(({ role }) => ofItems(role)).map(({ index }) => index)],
  };
}
