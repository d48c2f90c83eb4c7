import type { Config } from "../config/schema.ts";
import { DomainlensError } from "../util/errors.ts";
import { nearest } from "../util/suggest.ts";

type Weights = Config["base"]["weights"];

/** Whether weights need the rows counted by domain and label. */
export function needsCounts(weights: Weights): boolean {
  return weights.class === "balanced" || weights.domain === "balanced";
}

/**
 * The weight of a row in the training loss by domain and label, [D, 2] row-major: its class weight times its domain weight; null when all
 * weigh the same. `balanced` is n / (groups · n_group) over the groups that have rows (King and Zeng 2001; as in scikit-learn).
 * @param counts [D, 2] rows of the training split, for `balanced`
 * Errors: DomainlensError("config") for a weight of a domain that there is not.
 */
export function rowWeights(weights: Weights, domains: readonly string[], counts: Float64Array): Float32Array | null {
  if (weights.class === "none" && weights.domain === "none") return null;
  const byClass = classWeights(weights.class, counts);
  const byDomain = domainWeights(weights.domain, domains, counts);
  return Float32Array.from({ length: 2 * domains.length }, (_, i) => byDomain[i >> 1] * byClass[i % 2]);
}

/** [2] of labels 0 and 1. */
function classWeights(weights: Weights["class"], counts: Float64Array): number[] {
  if (typeof weights === "object") return [1, weights.positive];
  if (weights === "none") return [1, 1];
  const rows = [0, 0];
  counts.forEach((count, i) => (rows[i % 2] += count));
  return balanced(rows);
}

/** [D] */
function domainWeights(weights: Weights["domain"], domains: readonly string[], counts: Float64Array): number[] {
  if (weights === "none") return domains.map(() => 1);
  if (weights === "balanced") return balanced(domains.map((_, d) => counts[2 * d] + counts[2 * d + 1]));
  for (const name of Object.keys(weights)) if (!domains.includes(name)) throw unknownDomain(name, domains);
  return domains.map((name) => weights[name] ?? 1);
}

/** A group without rows weighs 1: nothing is multiplied by it. */
function balanced(rows: readonly number[]): number[] {
  const total = rows.reduce((sum, count) => sum + count, 0);
  const groups = rows.filter((count) => count > 0).length;
  return rows.map((count) => (count === 0 ? 1 : total / (groups * count)));
}

function unknownDomain(name: string, domains: readonly string[]): DomainlensError {
  const near = nearest(name, domains);
  return new DomainlensError("config", {
    what: "base.weights.domain names a domain that is not in the log",
    value: name,
    remedy: near === undefined ? `the domains are: ${domains.join(", ")}` : `did you mean ${near}?`,
  });
}
