import type { Config } from "../../config/schema.ts";
import { encodeSlice } from "../../data/encode/slice.ts";
import type { ErrorDetails } from "../../util/errors.ts";

/** Models that compare or multiply embeddings of all features of a log. */
const comparing = new Set(["dsfm", "fibinet"]);
/** Those among the models of transfer, which group all features of the log. */
const grouping = new Set(["mkt", "minet"]);

/** Why one of the models to be trained cannot be built of the features' embeddings; undefined where all have one size. */
export function trainNeedsOneSize(config: Config): ErrorDetails | undefined {
  return needsOneSize(
    config,
    config.train.models.filter((model) => comparing.has(model)),
  );
}

/** The same of the models of transfer. */
export function transferNeedsOneSize(config: Config): ErrorDetails | undefined {
  return needsOneSize(
    config,
    (config.transfer?.models ?? []).filter((model) => grouping.has(model)),
  );
}

function needsOneSize(config: Config, models: readonly string[]): ErrorDetails | undefined {
  if (models.length === 0) return undefined;
  const sizes = Object.entries(encodeSlice(config).features).map(([name, { embedding }]) => [name, embedding] as const);
  if (sizes.every(([, size]) => size === sizes[0][1])) return undefined;
  return {
    what: `${models.join(" and ")} ${models.length === 1 ? "needs" : "need"} embeddings of one size`,
    value: Object.fromEntries(sizes),
    remedy: "leave out `embedding` of single features, and set base.embedding; or train other models",
  };
}
