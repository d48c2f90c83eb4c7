import type { Tensor } from "@tensorflow/tfjs";
import type { Tolerance } from "../../support/close.ts";
import type { Fed } from "../../support/run-both.ts";

/** A use of a kernel that the traced and the eager device must agree on. */
export interface KernelCase {
  /** What is special about it; left out for the plain use. */
  readonly about?: string;
  readonly inputs: readonly Fed[];
  readonly apply: (...inputs: Tensor[]) => Tensor;
  /** False: the operation is not differentiable, or tf.js has no gradient for it that compiles. */
  readonly gradient?: boolean;
  readonly tolerance?: Tolerance;
}
