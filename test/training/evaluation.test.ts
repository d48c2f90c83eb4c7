import { describe, expect, it } from "vitest";
import { auc } from "../../src/metrics/auc.ts";
import { logLoss, sigmoid } from "../../src/metrics/log-loss.ts";
import { evaluate, Predictions } from "../../src/training/evaluation.ts";

const batch = { rows: 2, label: Int32Array.of(0, 1), domain: Int32Array.of(0, 0) };

describe("predictions", () => {
  it.each([NaN, Infinity])("refuse a logit of %d and name row and batch", (logit) => {
    const predictions = new Predictions(4);
    predictions.append(Float32Array.of(0.5, -0.5), batch);
    expect(() => predictions.append(Float32Array.of(0.5, logit), batch)).toThrow(/row 3 .* batch 1, is/);
  });
});

describe("an evaluation", () => {
  const rows = 500;
  const logits = Float32Array.from({ length: rows }, (_, i) => Math.fround(Math.sin(i * i) * 3));
  const label = Int32Array.from(logits, (logit, i) => (logit + Math.cos(7 * i) > 0 ? 1 : 0));
  const domain = Int32Array.from(logits, (_, i) => [0, 2, 0, 3][i % 4]);
  // Of domain 3 there is one class.
  domain.forEach((d, i) => {
    if (d === 3) label[i] = 0;
  });
  // Room for more rows than there are.
  const predictions = new Predictions(rows + 10);
  predictions.append(logits, { rows, label, domain });
  const { overall, byDomain } = evaluate(predictions, 4);

  it.each([
    { name: "all rows", metric: overall, of: () => true },
    ...byDomain.map((metric, d) => ({ name: `domain ${d}`, metric, of: (i: number) => domain[i] === d })),
  ])("gives what each metric is of $name alone", ({ metric, of }) => {
    const own = Array.from(logits.keys()).filter(of);
    const labels = own.map((i) => label[i]);
    const positives = labels.reduce((sum, one) => sum + one, 0);
    expect(metric).toMatchObject({
      rows: own.length,
      positives,
      auc: auc(
        own.map((i) => logits[i]),
        labels,
      ),
      logLoss: logLoss(
        own.map((i) => sigmoid(logits[i])),
        labels,
      ),
    });
  });

  it("says why a metric is missing", () => {
    expect(overall.reason).toBeNull();
    expect(byDomain.map(({ reason }) => reason)).toEqual([null, "no rows", null, "one class: no positive row"]);
  });
});
