import type { TowerField } from "./tower-fields.ts";

/** What no entity has as a number. */
export const nobody = -1;

/**
 * Calls `visit` with every id of an entity in a field and the share that its embedding has in the sum.
 *
 * @param other the entity that is left out of a sequence, or `nobody`
 */
export function forEachId(
  { ids: { ids, offsets }, power, withoutOther }: TowerField,
  entity: number,
  other: number,
  visit: (id: number, share: number) => void,
): void {
  if (offsets === null) return visit(ids[entity], 1);
  const left = withoutOther ? other : nobody;
  let length = 0;
  for (let l = offsets[entity]; l < offsets[entity + 1]; l++) if (ids[l] !== left) length++;
  const share = 1 / length ** power;
  for (let l = offsets[entity]; l < offsets[entity + 1]; l++) if (ids[l] !== left) visit(ids[l], share);
}
