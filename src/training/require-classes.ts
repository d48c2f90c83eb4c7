import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import { splitNames } from "../data/artifacts/layout.ts";
import { DomainlensError } from "../util/errors.ts";

/**
 * What a model of labels needs: rows in every split, and both labels among those of training. Ingest lets logs pass that are meant for
 * retrieval. Errors: DomainlensError("data").
 *
 * @param counts [D, 2] training rows by domain and label
 */
export function requireClasses({ splits }: EncodeArtifact, counts: Float64Array): void {
  const empty = splitNames.find((name) => splits[name] === 0);
  if (empty !== undefined) {
    throw new DomainlensError("data", {
      what: `the ${empty} split holds no row, and the base network needs one`,
      value: splits,
      remedy: "split by hash, time or files to audit this log; domainlens retrieval needs no audit",
    });
  }
  for (const label of [0, 1]) {
    if (counts.some((rows, i) => i % 2 === label && rows > 0)) continue;
    throw new DomainlensError("data", {
      what: `no training row has the label ${label}, so that there is nothing to predict`,
      remedy: "check label; a log of positives alone is for domainlens retrieval, which needs no audit",
    });
  }
}
