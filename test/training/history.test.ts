import { expect, it } from "vitest";
import { isBetter } from "../../src/training/history.ts";

const epoch = (validAuc: number | null, validLogLoss: number) => ({ epoch: 1, trainLoss: 0.5, validAuc, validLogLoss });

it.each([
  ["a higher AUC wins by AUC, whatever the log loss", "auc", epoch(0.8, 0.6), epoch(0.7, 0.5), true],
  ["a lower log loss wins by log loss, whatever the AUC", "logLoss", epoch(0.7, 0.5), epoch(0.8, 0.6), true],
  ["a higher AUC does not win by log loss", "logLoss", epoch(0.8, 0.6), epoch(0.7, 0.5), false],
  ["an undefined AUC is judged by log loss", "auc", epoch(null, 0.5), epoch(0.7, 0.6), true],
  ["an equal epoch is not better", "logLoss", epoch(0.8, 0.5), epoch(0.8, 0.5), false],
] as const)("%s", (_, metric, a, b, better) => expect(isBetter(a, b, metric)).toBe(better));
