import * as tf from "@tensorflow/tfjs";
import { it } from "vitest";
import { withBackend } from "../../src/compute/with-backend.ts";
import { adamStep } from "../../src/nn/adam.ts";
import { adamInPlace } from "../../src/training/dense-adam.ts";
import { expectClose } from "../support/close.ts";
import { normals, uniforms } from "../support/fed.ts";

it("gives the numbers of the step in a program", () => {
  const [values, m, gradient] = [1, 2, 3].map((seed) => Float32Array.from(normals([200], seed).data));
  const v = Float32Array.from(uniforms([200], 0, 2, 4).data);
  const expected = withBackend("cpu", () =>
    tf.tidy(() => {
      const [p, first, second, g] = [values, m, v, gradient].map((array) => tf.tensor1d(array.slice()));
      const next = adamStep({ parameter: p, m: first, v: second }, tf.mul(g, 0.5), tf.scalar(0.01));
      return [next.parameter, next.m, next.v].map((tensor) => tensor.dataSync().slice());
    }),
  );
  adamInPlace({ values, m, v }, gradient, 0.5, 0.01);
  [values, m, v].forEach((array, i) => expectClose(array, expected[i]));
});

it("takes a first step of the rate against the gradient", () => {
  const [values, m, v] = [Float32Array.of(1, 1), new Float32Array(2), new Float32Array(2)];
  // √(1 - β₂) / (1 - β₁) = 0.316…, the correction of the first step.
  adamInPlace({ values, m, v }, Float32Array.of(2, -3), 1, (0.1 * Math.sqrt(0.001)) / 0.1);
  expectClose(values, [0.9, 1.1]);
  expectClose(m, [0.2, -0.3]);
  expectClose(v, [0.004, 0.009]);
});
