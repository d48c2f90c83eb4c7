import { registerGradient } from "@tensorflow/tfjs";
import { gradients } from "./index.ts";

/** Puts this project's gradients in the place of tf.js's own, for traced and eager programs alike. */
export function installGradients(): void {
  for (const [kernelName, config] of Object.entries(gradients)) registerGradient({ kernelName, ...config });
}
