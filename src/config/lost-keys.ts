import type { ConfigProblem, KeyPath } from "./problems.ts";

/** The key that objects of JavaScript cannot be given safely: validation would drop it, and with it a feature, without a word. */
const unsafeKey = "__proto__";

/** A problem for every key of a config that would be lost. @param value the config as it was read */
export function lostKeys(value: unknown, path: KeyPath = []): ConfigProblem[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => {
    const inside = [...path, key];
    if (key !== unsafeKey) return lostKeys(held, inside);
    return [{ path: inside, what: "reserved name", remedy: "rename it; a feature gives its source by `column:`" }];
  });
}
