import type { ConfigProblem, KeyPath } from "./problems.ts";
import type { Config } from "./schema.ts";

/** Checks of the lists of what is trained and compared: what is named twice is trained twice, and is its own rival. */
export function repeatedNames({ train, transfer, retrieval }: Config): ConfigProblem[] {
  const lists: readonly (readonly [KeyPath, readonly string[]])[] = [
    [["train", "models"], train.models],
    [["transfer", "models"], transfer?.models ?? []],
    [["transfer", "ablations"], transfer?.ablations ?? []],
    [["retrieval", "models"], retrieval?.models ?? []],
  ];
  return lists.flatMap(([path, names]) => repeatedIn(path, names));
}

function repeatedIn(path: KeyPath, names: readonly string[]): ConfigProblem[] {
  return names.flatMap((name, i) => {
    if (names.indexOf(name) === i) return [];
    return [{ path: [...path, i], what: "is named twice", value: name, remedy: "name it once" }];
  });
}
