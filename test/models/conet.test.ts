import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { conet } from "../../src/models/conet.ts";
import type { ModelShape } from "../../src/models/model.ts";
import { servingInputs } from "../../src/training/step-program.ts";
import { type ByHand, expectAsByHand, linear, part, plus, product, relu, type Row } from "../support/by-hand.ts";
import { expectClose } from "../support/close.ts";
import { floats, normals } from "../support/fed.ts";
import { parametersOf } from "../support/mkt-batch.ts";
import { type FedInputs, runOn } from "../support/run-both.ts";

/** The domain of each row; the last row is padding, of none. */
const domainOfRow = [0, 1, 2, 0, -1];
const rows = domainOfRow.length;
const hidden = [5, 4, 3];
const options = { hidden, sparsity: 0 };

const shapeOf = (domains: number): ModelShape => ({ sizes: [2, 3], sensitive: [], domains });

function inputsFor(domains: number): FedInputs {
  const hot = domainOfRow.flatMap((id) => Array.from({ length: domains }, (_, d) => (d === id ? 1 : 0)));
  return {
    ...parametersOf(conet.specs(shapeOf(domains), options)),
    x: normals([rows, 5], 2),
    domain: floats([rows, domains], hot),
  };
}

function byHand(domains: number): ByHand {
  return (values, onRelu) =>
    domainOfRow.map((of, b) => {
      let towers: Row[] = Array.from({ length: domains }, () => part(values["x"], b, rows));
      hidden.forEach((units, l) => {
        towers = towers.map((own, d) => {
          const others = towers.filter((_, o) => o !== d).map((h) => product(h, values[`cross/${l - 1}/kernel`] ?? []));
          const crossed = l === 0 ? new Array<number>(units).fill(0) : others.reduce(plus);
          return relu(plus(linear(values, `tower/${d}/dense/${l}`, own), crossed), onRelu);
        });
      });
      return of < 0 || of >= domains ? 0 : linear(values, `tower/${of}/output`, towers[of])[0];
    });
}

describe("conet", () => {
  it.each([2, 3])("gives the logits and the slopes of a computation by hand, for %i domains", async (domains) => {
    const inputs = inputsFor(domains);
    const wrt = Object.keys(inputs).filter((name) => name !== "domain");
    const logits = (t: Record<string, tf.Tensor>): tf.Tensor =>
      conet.logits(t, servingInputs(t), shapeOf(domains), options);
    await expectAsByHand(logits, inputs, byHand(domains), wrt);
  });

  it("has one matrix of cross connections between two layers, whatever the number of domains", () => {
    const crossed = (domains: number): string[] =>
      conet
        .specs(shapeOf(domains), options)
        .filter(({ name }) => name.startsWith("cross/"))
        .map(({ name, shape }) => `${name} ${shape.join(" x ")}`);
    expect(crossed(2)).toEqual(["cross/0/kernel 5 x 4", "cross/1/kernel 4 x 3"]);
    expect(crossed(4)).toEqual(crossed(2));
    expect(crossed(1)).toEqual([]);
  });

  it("adds the sum of the magnitudes of the cross connections, times its weight, to the loss", async () => {
    const inputs = inputsFor(2);
    const { added } = await runOn(
      "cpu",
      (t) => {
        const terms: tf.Scalar[] = [];
        const given = { ...servingInputs(t), addLoss: (term: tf.Scalar) => terms.push(term) };
        conet.logits(t, given, shapeOf(2), { ...options, sparsity: 0.25 });
        return { added: tf.stack(terms) };
      },
      inputs,
    );
    const sizes = [0, 1].flatMap((l) => Array.from(inputs[`cross/${l}/kernel`].data, Math.abs));
    expectClose(added, [0.25 * sizes.reduce((sum, size) => sum + size, 0)]);
  });
});
