import type { Config } from "../../config/schema.ts";
import type { ErrorDetails } from "../../util/errors.ts";

/** Why a stage that chooses and tests a model on rows beside those of training cannot run; undefined where there are such rows. */
export function needsHeldOutRows({ split }: Config): ErrorDetails | undefined {
  if (split.by !== "none") return undefined;
  return {
    what: "split.by is none: there are no rows to choose and to test a model on",
    remedy: "split the log, such as split: { by: hash }; `domainlens retrieval` alone does without",
  };
}
