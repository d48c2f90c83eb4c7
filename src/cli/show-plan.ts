import type { Plan, StageStatus } from "../dag/plan.ts";

/** A plan as lines: what is there, what runs and why. */
export function showPlan(plan: Plan): string {
  const width = Math.max(...plan.stages.map(({ stage }) => stage.name.length));
  const lines = plan.stages.map(({ stage, status }) => `  ${stage.name.padEnd(width)}  ${describe(status)}`);
  return [`run ${plan.runFolder}`, ...lines].join("\n");
}

/** The plan for `--json`. */
export function planJson(plan: Plan): object {
  return {
    runId: plan.runId,
    runFolder: plan.runFolder,
    stages: plan.stages.map(({ stage, fingerprint, status }) => ({
      stage: stage.name,
      fingerprint,
      status: status.kind === "run" ? "run" : "cached",
      fromRun: status.kind === "reusable" ? status.runId : null,
      reasons: status.kind === "run" ? status.reasons : [],
    })),
  };
}

function describe(status: StageStatus): string {
  if (status.kind === "cached") return "cached";
  return status.kind === "reusable" ? `cached in run ${status.runId}` : `to run: ${status.reasons.join("; ")}`;
}
