import { studentUpperTail } from "../../metrics/student-t.ts";
import { cubeRootLaw } from "./cube-root-law.ts";
import { studentQuantile } from "./student.ts";

/** The noise that a score has to exceed. */
export interface NoiseFloor {
  readonly mean: number;
  readonly std: number;
  /** The (1 - alpha) quantile of the score under exchangeable domains. */
  readonly floor: number;
  /** Probability of a score as large as the observed one under exchangeable domains. */
  readonly pValue: number;
  readonly resamples: number;
  readonly method: string;
}

/**
 * Quantile and p-value from simulated scores [R]. `clustering` widens them about their mean, by its square root. With `complete` and enough
 * of them the order statistics decide, else a gamma law of their mean and deviation (`cubeRootLaw`): a sum of squares, as a divergence is to
 * leading order, with the uncertainty of both moments in it (Student's prediction interval).
 */
export function summariseNoise(
  simulated: readonly number[],
  observed: number,
  clustering: number,
  alpha: number,
  complete: boolean,
): NoiseFloor {
  const resamples = simulated.length;
  const mean = simulated.reduce((sum, score) => sum + score, 0) / resamples;
  const widen = Math.sqrt(clustering);
  const scores = simulated.map((score) => mean + widen * (score - mean)).sort((a, b) => a - b);
  const std = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (resamples - 1));
  const place = Math.ceil((1 - alpha) * (resamples + 1));
  if (complete && place <= resamples) {
    const asLarge = scores.filter((score) => score >= observed).length;
    const pValue = (asLarge + 1) / (resamples + 1);
    return { mean, std, floor: scores[place - 1], pValue, resamples, method: "permuted cells, empirical quantile" };
  }
  const method = "permuted cells, gamma quantile";
  if (std === 0) return { mean, std, floor: mean, pValue: Number(observed <= mean), resamples, method };
  const law = cubeRootLaw(mean, std);
  const width = Math.sqrt(1 + 1 / resamples);
  const floor = law.score(width * studentQuantile(1 - alpha, resamples - 1));
  return {
    mean,
    std,
    floor,
    pValue: studentUpperTail(law.deviate(observed) / width, resamples - 1),
    resamples,
    method,
  };
}
