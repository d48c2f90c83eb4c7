import type { FeatureRank } from "../data/artifacts/rank.ts";
import { DomainlensError } from "../util/errors.ts";

/** What rounding may add to a sum of shares. */
const rounding = 1e-9;

type Scores = Pick<FeatureRank, "name" | "group" | "ds" | "dsPlain" | "pairs" | "pairsPlain" | "distributions">;

/**
 * Checks what every result must be, whatever the log: distances symmetric, 0 on the diagonal and not negative, a JS divergence at most ln 2,
 * shares of a distribution not negative and summing to 1. Errors: DomainlensError("internal") naming feature, number and value.
 */
export function checkScores({ name, group, ds, dsPlain, pairs, pairsPlain, distributions }: Scores): void {
  const most = group.startsWith("categorical") ? Math.LN2 : Number.MAX_VALUE;
  const require = (holds: boolean, what: string, value: unknown): void => {
    if (!holds) throw impossible(name, what, value);
  };
  for (const [what, score] of Object.entries({ DS: ds, "plain DS": dsPlain })) {
    require(score === null || (score >= 0 && score <= Number.MAX_VALUE), `the ${what}`, score);
  }
  for (const [what, matrix] of Object.entries({ "by effect": pairs, plain: pairsPlain })) {
    matrix.forEach((row, k) =>
      row.forEach((distance, other) => {
        const isDistance = distance >= 0 && distance <= most && distance === matrix[other][k];
        require(isDistance && (k !== other || distance === 0), `the distance ${what} of pair ${k}, ${other}`, distance);
      }),
    );
  }
  for (const [what, domains] of Object.entries({ "by effect": distributions.effect, plain: distributions.plain })) {
    domains.forEach((shares, d) => {
      if (shares === null) return;
      const sum = shares.reduce((total, share) => (share >= 0 ? total + share : NaN), 0);
      require(Math.abs(sum - 1) <= rounding, `the sum of the shares ${what} of domain ${d}`, sum);
    });
  }
}

function impossible(feature: string, what: string, value: unknown): DomainlensError {
  return new DomainlensError("internal", {
    what: `${what} of feature ${feature} is ${String(value)}, which no log can give`,
    remedy: "report this as a bug; the artifacts of the attribute stage may be damaged: run it again",
  });
}
