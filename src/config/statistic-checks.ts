import { nearest } from "../util/suggest.ts";
import type { ConfigProblem } from "./problems.ts";
import type { Config } from "./schema.ts";

/** Checks of features with a `statistic`: what they count is a categorical feature of the log without a sequence. */
export function statisticChecks({ features }: Config): ConfigProblem[] {
  const countable = Object.entries(features).flatMap(([name, { kind, sequence, statistic }]) =>
    kind === "categorical" && sequence === undefined && statistic === undefined ? [name] : [],
  );
  return Object.entries(features).flatMap(([name, { statistic }]) => {
    if (statistic === undefined || countable.includes(statistic.of)) return [];
    const near = nearest(statistic.of, countable);
    const remedy = near === undefined ? `use one of: ${countable.join(", ")}` : `did you mean \`${near}\`?`;
    const what = "is not a categorical feature without a sequence";
    return [{ path: ["features", name, "statistic", "of"], what, value: statistic.of, remedy }];
  });
}
