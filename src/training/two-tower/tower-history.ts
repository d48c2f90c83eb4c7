import { z } from "zod";

/** One line an epoch: on labels first, then on labels and pseudo labels. */
export const towerHistorySchema = z.array(
  z.object({
    epoch: z.int(),
    phase: z.enum(["labels", "self-training"]),
    pseudoRows: z.int(),
    /** Optimiser steps done at its end. */
    steps: z.int(),
    trainLoss: z.number(),
    /** Mean over domains on the held-out lists; null where nothing is held out. */
    recall: z.number().nullable(),
    ndcg: z.number().nullable(),
  }),
);
export type TowerHistory = z.infer<typeof towerHistorySchema>;

/** Whether `a` validates better than `b`: by recall, equal recalls by NDCG. Without validation the later epoch is the better one. */
export function isBetterEpoch(a: TowerHistory[number], b: TowerHistory[number] | undefined): boolean {
  if (b === undefined || a.recall === null || b.recall === null) return true;
  return a.recall === b.recall ? (a.ndcg ?? 0) > (b.ndcg ?? 0) : a.recall > b.recall;
}

/** The best of at least one epoch. */
export function bestOf(history: TowerHistory): TowerHistory[number] {
  return history.reduce((best, epoch) => (isBetterEpoch(epoch, best) ? epoch : best));
}

/** The epochs on labels. */
export function labelledEpochs(history: TowerHistory): TowerHistory {
  return history.filter(({ phase }) => phase === "labels");
}

/** Recall of the best epoch of all, and of the best on labels; null where no user has an item to hold out. */
export function validationRecalls(
  history: TowerHistory,
): { readonly recall: number; readonly withoutSelfTraining: number } | null {
  const [{ recall }, { recall: withoutSelfTraining }] = [bestOf(history), bestOf(labelledEpochs(history))];
  return recall === null || withoutSelfTraining === null ? null : { recall, withoutSelfTraining };
}
