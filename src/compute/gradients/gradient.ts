import type { GradConfig, NamedAttrMap, Tensor } from "@tensorflow/tfjs";

/** The gradient of a kernel, without the kernel's name. */
export type Gradient = Omit<GradConfig, "kernelName">;

type Backward = (dy: Tensor, saved: readonly Tensor[], attrs: NamedAttrMap) => Record<string, () => Tensor>;

/** The gradient of a kernel with one result, from the tensors of the inputs named in `inputsToSave`. */
export function gradient(inputsToSave: string[], backward: Backward): Gradient {
  // tf.js passes a list only to kernels with several results.
  return { inputsToSave, gradFunc: (dy, saved, attrs) => backward(Array.isArray(dy) ? dy[0] : dy, saved, attrs) };
}
