import type { Evaluation } from "../data/artifacts/train-base.ts";
import { domainAuc } from "../metrics/domain-auc.ts";
import { crossEntropy, sigmoid } from "../metrics/log-loss.ts";
import { DomainlensError } from "../util/errors.ts";
import { indexOfNotFinite } from "../util/not-finite.ts";

type Metric = Evaluation["overall"];

/** Logits, labels and domains of a split, collected batch by batch. */
export class Predictions {
  readonly logits: Float32Array;
  readonly labels: Uint8Array;
  readonly domains: Int32Array;
  rows = 0;
  batches = 0;

  constructor(capacity: number) {
    this.logits = new Float32Array(capacity);
    this.labels = new Uint8Array(capacity);
    this.domains = new Int32Array(capacity);
  }

  /** Errors: DomainlensError("compute") for a logit that is not finite: metrics would sort it anywhere. */
  append(logits: Float32Array, batch: { rows: number; label: Int32Array; domain: Int32Array }): void {
    const bad = indexOfNotFinite(logits.subarray(0, batch.rows));
    if (bad >= 0) throw notFinite(this.rows + bad, this.batches, logits[bad]);
    this.batches++;
    this.logits.set(logits.subarray(0, batch.rows), this.rows);
    this.labels.set(batch.label.subarray(0, batch.rows), this.rows);
    this.domains.set(batch.domain.subarray(0, batch.rows), this.rows);
    this.rows += batch.rows;
  }
}

/** AUC and log loss over all rows, also those of other domains, and per domain; a metric that is undefined is null and says why. */
export function evaluate({ logits, labels, domains: domainOf, rows }: Predictions, domains: number): Evaluation {
  // Of each domain, of all rows, and of other domains.
  const [counts, positives, losses] = Array.from({ length: 3 }, () => new Float64Array(domains + 2));
  for (let i = 0; i < rows; i++) {
    const loss = crossEntropy(sigmoid(logits[i]), labels[i]);
    for (const d of [domainOf[i] < domains ? domainOf[i] : domains + 1, domains]) {
      counts[d]++;
      positives[d] += labels[i];
      losses[d] += loss;
    }
  }
  const scored = {
    scores: logits.subarray(0, rows),
    labels: labels.subarray(0, rows),
    domains: domainOf.subarray(0, rows),
  };
  const metrics = domainAuc(scored, domains).map((auc, d): Metric => {
    const logLoss = counts[d] === 0 ? null : losses[d] / counts[d];
    return { rows: counts[d], positives: positives[d], auc, logLoss, reason: reasonFor(counts[d], positives[d]) };
  });
  return { overall: metrics[domains], byDomain: metrics.slice(0, domains) };
}

function notFinite(row: number, batch: number, logit: number): DomainlensError {
  return new DomainlensError("compute", {
    what: `the logit of row ${row} of an evaluated split, in batch ${batch}, is ${logit}`,
    remedy: "lower the learning rate, or look for extreme values in the features",
  });
}

function reasonFor(rows: number, positives: number): string | null {
  if (rows === 0) return "no rows";
  if (positives === 0) return "one class: no positive row";
  return positives === rows ? "one class: no negative row" : null;
}
