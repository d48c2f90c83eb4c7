import { z } from "zod";

/** One line an epoch. */
export const historySchema = z.array(
  z.object({ epoch: z.int(), trainLoss: z.number(), validAuc: z.number().nullable(), validLogLoss: z.number() }),
);
export type History = z.infer<typeof historySchema>;

/** What epochs are compared by. */
export type ValidationMetric = "auc" | "logLoss";

/** Whether `a` validates better than `b`: by AUC, or by log loss where that is the metric or the AUC is undefined. */
export function isBetter(
  a: History[number],
  b: History[number] | undefined,
  metric: ValidationMetric = "auc",
): boolean {
  if (b === undefined) return true;
  if (metric === "auc" && a.validAuc !== null && b.validAuc !== null) return a.validAuc > b.validAuc;
  return a.validLogLoss < b.validLogLoss;
}
