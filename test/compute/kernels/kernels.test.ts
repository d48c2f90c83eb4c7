import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { type KernelName, kernels } from "../../../src/compute/kernels/index.ts";
import type { Program } from "../../../src/compute/types.ts";
import { withBackend } from "../../../src/compute/with-backend.ts";
import { expectClose } from "../../support/close.ts";
import { type FedInputs, runBoth } from "../../support/run-both.ts";
import { binaryCases } from "./binary.cases.ts";
import type { KernelCase } from "./case.ts";
import { constantCases } from "./constant.cases.ts";
import { gatherCases } from "./gather.cases.ts";
import { matmulCases } from "./matmul.cases.ts";
import { normaliseCases } from "./normalise.cases.ts";
import { reduceCases } from "./reduce.cases.ts";
import { shapeCases } from "./shape.cases.ts";
import { unaryCases } from "./unary.cases.ts";

/** A kernel without a case does not compile. */
const cases = {
  ...unaryCases,
  ...binaryCases,
  ...reduceCases,
  ...shapeCases,
  ...matmulCases,
  ...gatherCases,
  ...normaliseCases,
  ...constantCases,
} satisfies Record<KernelName, KernelCase[]>;

/** The result y and, where it has one, the gradient of Σ w y for each input, w a ramp so that no two elements weigh the same. */
function valueAndGradients({ apply, gradient = true }: KernelCase): Program {
  return (named) => {
    const inputs = Object.values(named);
    const y = apply(...inputs);
    if (!gradient) return { y };
    const ramp = tf.reshape(tf.linspace(-1, 1.3, y.size), y.shape);
    const gradients = tf.grads(apply)(inputs, ramp);
    return { y, ...Object.fromEntries(gradients.map((g, i) => [`gradient ${i}`, g])) };
  };
}

function fedInputs({ inputs }: KernelCase): FedInputs {
  return Object.fromEntries(inputs.map((input, i) => [`input ${i}`, input]));
}

// The type above says so too, but tests run without a type check.
test("every kernel of the table has a case, and every case a kernel", () => {
  const withCases = Object.entries<KernelCase[]>(cases).filter(([, list]) => list.length > 0);
  expect(withCases.map(([name]) => name).toSorted()).toEqual(Object.keys(kernels).toSorted());
});

describe.each(Object.entries<KernelCase[]>(cases))("%s", (kernelName, kernelCases) => {
  // A case that never reaches its kernel would prove nothing.
  test("is called by its first case", async () => {
    const inputs = Object.entries(fedInputs(kernelCases[0]));
    const profile = await tf.profile(() =>
      withBackend("cpu", () => {
        tf.tidy(() => {
          const tensors = inputs.map(([name, { data, shape, dtype }]) => [name, tf.tensor(data, [...shape], dtype)]);
          valueAndGradients(kernelCases[0])(Object.fromEntries(tensors));
        });
      }),
    );
    expect(profile.kernelNames).toContain(kernelName);
  });

  test.each(kernelCases.map((one): [string, KernelCase] => [one.about ?? "plain", one]))(
    "gives what eager tf.js gives: %s",
    async (_about, one) => {
      const { traced, eager } = await runBoth(valueAndGradients(one), fedInputs(one));
      expect(Object.keys(traced)).toEqual(Object.keys(eager));
      for (const [name, expected] of Object.entries(eager)) expectClose(traced[name], expected, one.tolerance);
    },
  );
});
