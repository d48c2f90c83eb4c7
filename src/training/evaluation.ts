import type { Evaluation } from "../data/artifacts/train-base.ts";
import { auc } from "../metrics/auc.ts";
import { logLoss, sigmoid } from "../metrics/log-loss.ts";
import { DomainlensError } from "../util/errors.ts";

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
    const bad = logits.subarray(0, batch.rows).findIndex((logit) => !Number.isFinite(logit));
    if (bad >= 0) throw notFinite(this.rows + bad, this.batches, logits[bad]);
    this.batches++;
    this.logits.set(logits.subarray(0, batch.rows), this.rows);
    this.labels.set(batch.label.subarray(0, batch.rows), this.rows);
    this.domains.set(batch.domain.subarray(0, batch.rows), this.rows);
    this.rows += batch.rows;
  }
}

/** AUC and log loss over all rows and per domain; a metric that is undefined is null and says why. */
export function evaluate(predictions: Predictions, domains: number): Evaluation {
  const { logits, labels, rows } = predictions;
  const byDomain = Array.from({ length: domains }, (_, d) => {
    const own = ofDomain(predictions, d);
    return metric(own.logits, own.labels);
  });
  return { overall: metric(logits.subarray(0, rows), labels.subarray(0, rows)), byDomain };
}

/** The rows of one domain; what is copied is no more than they are. */
function ofDomain({ logits, labels, domains, rows }: Predictions, d: number): Pick<Predictions, "logits" | "labels"> {
  let count = 0;
  for (let i = 0; i < rows; i++) if (domains[i] === d) count++;
  const own = { logits: new Float32Array(count), labels: new Uint8Array(count) };
  for (let i = 0, to = 0; i < rows; i++) {
    if (domains[i] !== d) continue;
    own.logits[to] = logits[i];
    own.labels[to++] = labels[i];
  }
  return own;
}

function metric(logits: Float32Array, labels: Uint8Array): Metric {
  const rows = logits.length;
  let positives = 0;
  for (const label of labels) positives += label;
  const loss = logLoss(probabilities(logits), labels);
  return { rows, positives, auc: auc(logits, labels), logLoss: loss, reason: reasonFor(rows, positives) };
}

function probabilities(logits: Float32Array): Float64Array {
  const all = new Float64Array(logits.length);
  // Not Float64Array.from, which makes a list of its argument.
  for (let i = 0; i < all.length; i++) all[i] = sigmoid(logits[i]);
  return all;
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
