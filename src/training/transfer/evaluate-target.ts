import type { TargetMetric, TransferArtifact } from "../../data/artifacts/transfer.ts";
import type { RowUsers } from "../../data/row-users.ts";
import { auc } from "../../metrics/auc.ts";
import { gauc } from "../../metrics/gauc.ts";
import { evaluate, type Predictions } from "../evaluation.ts";
import { type ActivityGroup, rowsOfGroup } from "./activity-groups.ts";

/** The users of the rows that are predicted, in the order of the predictions, and their groups. */
export interface RowGroups {
  readonly users: RowUsers;
  readonly groups: readonly ActivityGroup[];
}

/** AUC, GAUC and log loss of predictions for rows of one entity, and the first two for each group of users. */
export function evaluateTarget(predictions: Predictions, known: RowGroups | undefined): TargetMetric {
  const { overall } = evaluate(predictions, 0);
  if (known === undefined) return { ...overall, gauc: null, groups: [] };
  const { users, groups } = known;
  const { logits, labels } = predictions;
  const scored = (at: Int32Array): TargetMetric["groups"][number] => {
    const [scores, truths] = [Float32Array.from(at, (i) => logits[i]), Uint8Array.from(at, (i) => labels[i])];
    return {
      auc: auc(scores, truths),
      gauc: gauc(
        scores,
        truths,
        at.map((i) => users.user[i]),
      ),
    };
  };
  return {
    ...overall,
    gauc: scored(rowsOfGroup(users, { from: 0, to: null })).gauc,
    groups: groups.map((group) => scored(rowsOfGroup(users, group))),
  };
}

/** How many users the rows have, and how many of these have rows of both classes. */
export function countUsers({ user, label }: RowUsers): NonNullable<TransferArtifact["users"]> {
  const rowsOf = new Map<number, { rows: number; positives: number }>();
  user.forEach((u, i) => {
    if (u < 0) return;
    const { rows, positives } = rowsOf.get(u) ?? { rows: 0, positives: 0 };
    rowsOf.set(u, { rows: rows + 1, positives: positives + label[i] });
  });
  const mixed = [...rowsOf.values()].filter(({ rows, positives }) => positives > 0 && positives < rows);
  return { count: rowsOf.size, mixed: mixed.length, mixedRows: mixed.reduce((sum, { rows }) => sum + rows, 0) };
}
