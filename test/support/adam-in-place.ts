import { adamDefaults } from "../../src/nn/adam-rate.ts";

/** A parameter with its moments. */
export interface AdamArrays {
  readonly values: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

/** What wasm/adam/step.ts does, without the kernel: one step of `adamStep` on arrays, in double precision between what is stored. @param factor of the gradient @param rate from `adamRate` */
export function adamInPlace({ values, m, v }: AdamArrays, gradient: Float32Array, factor: number, rate: number): void {
  const { beta1, beta2, epsilon } = adamDefaults;
  for (let i = 0; i < values.length; i++) {
    const g = factor * gradient[i];
    const nextM = m[i] + (1 - beta1) * (g - m[i]);
    const nextV = v[i] + (1 - beta2) * (g * g - v[i]);
    m[i] = nextM;
    v[i] = nextV;
    values[i] -= (rate * nextM) / (Math.sqrt(nextV) + epsilon);
  }
}
