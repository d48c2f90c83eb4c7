import type { TensorData } from "../../compute/types.ts";
import { DomainlensError } from "../../util/errors.ts";

/**
 * Throws when the loss or a gradient of a step is not finite, before its outputs are taken over. What is looked at is the loss and one number for
 * each gradient. Errors: DomainlensError("compute") with the step.
 */
export function requireFinite(outputs: Readonly<Record<string, TensorData>>, step: number): void {
  const [loss] = outputs["loss"];
  if (Number.isFinite(loss) && outputs["squares"].every(Number.isFinite)) return;
  throw new DomainlensError("compute", {
    what: `training diverged in step ${step}: the loss or a gradient is not finite`,
    value: loss,
    remedy: "lower retrieval.learningRate, raise the temperature, or use normalize: true",
  });
}
