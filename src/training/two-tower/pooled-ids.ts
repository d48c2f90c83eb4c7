import type { EntityIds } from "../../data/retrieval/entity-features.ts";
import type { TowerField } from "./tower-fields.ts";

/** What no entity has as a number. */
export const nobody = -1;

/** The place of an entity's ids under a domain. */
export function placeOf({ stride }: EntityIds, entity: number, domain: number): number {
  return domain * stride + entity;
}

/**
 * Calls `visit` with every id at a place of a field and the share that its embedding has in the sum.
 *
 * @param other the entity that is left out of a sequence, or `nobody`
 */
export function forEachId(
  { ids: { ids, offsets }, power, withoutOther }: TowerField,
  place: number,
  other: number,
  visit: (id: number, share: number) => void,
): void {
  if (offsets === null) return visit(ids[place], 1);
  const left = withoutOther ? other : nobody;
  let length = 0;
  for (let l = offsets[place]; l < offsets[place + 1]; l++) if (ids[l] !== left) length++;
  const share = 1 / length ** power;
  for (let l = offsets[place]; l < offsets[place + 1]; l++) if (ids[l] !== left) visit(ids[l], share);
}
