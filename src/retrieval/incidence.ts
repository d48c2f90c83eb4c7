import type { Interactions } from "./types.ts";

/** Which members each row has, each once: those of row r stand in `members` from offsets[r] to offsets[r + 1]. */
export interface Incidence {
  /** [rows + 1] */
  readonly offsets: Int32Array;
  readonly members: Int32Array;
}

/** The items of each user, in ascending order: of one domain, or of all for `domain` null. */
export function itemsOfUsers(interactions: Interactions, domain: number | null): Incidence {
  const chosen = (n: number): boolean => domain === null || interactions.domains[n] === domain;
  const { users, items, userCount, itemCount } = interactions;
  // Grouped by item first, so that a second pass finds the items of each user in ascending order.
  const byItem = grouped(items, users, itemCount, chosen);
  return distinct(transposed(byItem, userCount));
}

/** The rows that have each member, in ascending order. @param count members, as numbers 0 … count - 1 */
export function transposed({ offsets, members }: Incidence, count: number): Incidence {
  const rows = new Int32Array(members.length);
  for (let r = 0; r + 1 < offsets.length; r++) rows.fill(r, offsets[r], offsets[r + 1]);
  return grouped(members, rows, count, () => true);
}

/** A counting sort of `values` by `keys`, stable. */
function grouped(keys: Int32Array, values: Int32Array, count: number, chosen: (n: number) => boolean): Incidence {
  const offsets = new Int32Array(count + 1);
  for (let n = 0; n < keys.length; n++) if (chosen(n)) offsets[keys[n] + 1]++;
  for (let r = 0; r < count; r++) offsets[r + 1] += offsets[r];
  const next = offsets.slice();
  const members = new Int32Array(offsets[count]);
  for (let n = 0; n < keys.length; n++) if (chosen(n)) members[next[keys[n]]++] = values[n];
  return { offsets, members };
}

/** Each member of a row once; equal members follow one another. */
function distinct({ offsets, members }: Incidence): Incidence {
  const kept = new Int32Array(members.length);
  const bounds = new Int32Array(offsets.length);
  let size = 0;
  for (let r = 0; r + 1 < offsets.length; r++) {
    for (let n = offsets[r]; n < offsets[r + 1]; n++) {
      if (n === offsets[r] || members[n] !== members[n - 1]) kept[size++] = members[n];
    }
    bounds[r + 1] = size;
  }
  return { offsets: bounds, members: kept.slice(0, size) };
}
