import type { TensorData } from "../../compute/types.ts";
import { DomainlensError } from "../../util/errors.ts";

/**
 * Throws when the loss or a gradient of a step is not finite, before its outputs are taken over. What is looked at is the loss and one number for
 * each gradient. Errors: DomainlensError("compute") with the step, and the gradient at fault where the loss is finite. @param parameters by name, in their order
 */
export function requireFinite(
  outputs: Readonly<Record<string, TensorData>>,
  step: number,
  parameters: readonly string[],
): void {
  const [loss] = outputs["loss"];
  const gradient = outputs["squares"].findIndex((value) => !Number.isFinite(value));
  if (Number.isFinite(loss) && gradient < 0) return;
  const named = ["the embeddings of users", "the embeddings of items", ...parameters];
  const what = Number.isFinite(loss) ? `the squared gradient of ${named[gradient]}` : "the loss";
  throw new DomainlensError("compute", {
    what: `training diverged in step ${step}: ${what} is not finite`,
    value: String(Number.isFinite(loss) ? outputs["squares"][gradient] : loss),
    remedy: "lower retrieval.learningRate, raise the temperature, or use normalize: true",
  });
}
