import type { Plan, RunRequest } from "../dag/plan.ts";
import { printJson, printResult } from "./print.ts";
import { needsJson, plannedNeeds, showNeeds } from "./show-needs.ts";
import { planJson, showPlan } from "./show-plan.ts";

/** Prints what would run, and why, with the memory and the disk that it needs. */
export async function printPlan(plan: Plan, request: RunRequest, json: boolean): Promise<void> {
  const needs = await plannedNeeds(plan, request);
  if (json) await printJson({ ...planJson(plan), needs: needsJson(needs) });
  else await printResult(`${showPlan(plan)}\n${showNeeds(needs)}`);
}
