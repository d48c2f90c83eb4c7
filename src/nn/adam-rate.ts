export interface AdamConstants {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** β₁ 0.9, β₂ 0.999, ε 1e-8, as in the paper. */
export const adamDefaults: AdamConstants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** The learning rate with both bias corrections of step t = 1, 2, …: η √(1 - β₂ᵗ) / (1 - β₁ᵗ). */
export function adamRate(learningRate: number, step: number, { beta1, beta2 }: AdamConstants = adamDefaults): number {
  return (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
}
