import * as tf from "@tensorflow/tfjs";
import { choice, comparison, squaredDifference } from "./elementwise.ts";
import { cumsum, tile } from "./along-axes.ts";
import type { Gradient } from "./gradient.ts";

/**
 * Gradients by tf.js kernel, where tf.js 4.22 has none (comparisons), ignores broadcasting (Maximum, Minimum, SquaredDifference), is
 * wrong for an axis other than the last (Cumsum), or makes one node per repetition (Tile, and so tf.broadcastTo).
 */
export const gradients = {
  Cumsum: cumsum,
  Equal: comparison,
  Greater: comparison,
  Less: comparison,
  LessEqual: comparison,
  Maximum: choice(tf.greaterEqual),
  Minimum: choice(tf.lessEqual),
  NotEqual: comparison,
  SquaredDifference: squaredDifference,
  Tile: tile,
} satisfies Record<string, Gradient>;
