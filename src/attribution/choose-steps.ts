import type { AttributeArtifact } from "../data/artifacts/attribute.ts";
import type { ResidualHistogram } from "./residual-histogram.ts";
import type { AttributionPass } from "./attribute-rows.ts";

/** Rows after which a pass is given up when its residuals are too large. */
const probeRows = 1 << 15;

export interface StepRules {
  readonly steps: number;
  readonly maxSteps: number;
  readonly maxResidualP95: number;
}

type Tried = AttributeArtifact["steps"]["tried"];

/**
 * Passes over the rows with T doubled until the 95th percentile of the completeness residual is within its bound or T is at its
 * maximum. A pass is given up after its first rows when these exceed the bound already; `pass` begins anew each time.
 */
export async function chooseSteps(
  rules: StepRules,
  pass: (steps: number, goOn: (residuals: ResidualHistogram) => boolean) => Promise<AttributionPass>,
): Promise<{ readonly pass: AttributionPass; readonly steps: AttributeArtifact["steps"] }> {
  const tried: Tried = [];
  let { steps } = rules;
  for (;;) {
    const last = steps >= rules.maxSteps;
    let probed = false;
    const goOn = (residuals: ResidualHistogram): boolean => {
      if (last || probed || residuals.rows < probeRows) return true;
      probed = true;
      return residuals.percentile(0.95) <= rules.maxResidualP95;
    };
    const done = await pass(steps, goOn);
    const p95 = done.residuals.percentile(0.95);
    tried.push({ steps, rows: done.residuals.rows, p95 });
    if (last || (done.complete && p95 <= rules.maxResidualP95)) {
      return { pass: done, steps: { configured: rules.steps, used: steps, tried } };
    }
    steps = Math.min(2 * steps, rules.maxSteps);
  }
}
