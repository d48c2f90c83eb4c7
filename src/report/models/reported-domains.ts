import type { TrainArtifact } from "../../data/artifacts/train.ts";

/** A domain of the test split. */
export interface ReportedDomain {
  /** Position among the domains. */
  readonly d: number;
  readonly name: string;
  readonly rows: number;
  /** Of the test rows. */
  readonly share: number;
  /** Positive rows / rows; null without rows. */
  readonly positiveRate: number | null;
  /** Whether it has less than half of an even share. */
  readonly isTail: boolean;
}

/** A domain below this share of the test rows is a tail domain: half of an even share. */
export function tailShare(domains: number): number {
  return 1 / (2 * domains);
}

/** The domains with their test rows, in the order of the config. */
export function reportedDomains({ domains, models }: TrainArtifact): ReportedDomain[] {
  const counts = models[0].runs[0].test.byDomain;
  const total = counts.reduce((sum, { rows }) => sum + rows, 0);
  return domains.map((name, d) => {
    const { rows, positives } = counts[d];
    const share = total > 0 ? rows / total : 0;
    const isTail = share < tailShare(domains.length);
    return { d, name, rows, share, positiveRate: rows > 0 ? positives / rows : null, isTail };
  });
}
