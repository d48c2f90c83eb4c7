import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { baseTowers } from "../../src/models/base-towers.ts";
import { dsfm, dsfmOutputs } from "../../src/models/dsfm.ts";
import { hiddenUnits } from "../../src/models/hidden-units.ts";
import { networkOf } from "../../src/models/network.ts";
import { DomainlensError } from "../../src/util/errors.ts";

const shape = { sizes: [3, 3, 3], sensitive: [1], domains: 2 };
const rows = 4;

interface Output {
  readonly shape: readonly number[];
  readonly least: number;
}

/** Shape and least element of the outputs of DSFM over a base tower, with normal parameters and inputs. */
function outputsOver(base: string): Record<string, Output> {
  const options = { ...dsfm.defaults({ hidden: [6, 5] }), base };
  const network = networkOf(dsfm, shape, options);
  return tf.tidy(() => {
    const all = [...network.specs, ...network.state];
    const parameters = Object.fromEntries(
      all.map(({ name, shape: size }) => [name, tf.randomNormal([...size], 0, 1, "float32", 7)]),
    );
    const inputs = {
      x: tf.randomNormal([rows, 9], 0, 1, "float32", 8),
      domain: tf.oneHot(tf.tensor1d([0, 1, 0, 1], "int32"), 2).toFloat(),
      weight: tf.ones([rows]),
      histories: [],
      training: false,
      afterHidden: (activation: tf.Tensor) => activation,
    };
    const outputs = dsfmOutputs(parameters, inputs, shape, options);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [
        name,
        { shape: tensor.shape, least: tensor.min().dataSync()[0] },
      ]),
    );
  });
}

describe.each(Object.keys(baseTowers))("dsfm over %s", (base) => {
  const outputs = outputsOver(base);
  const numbers = (part: string): string[] =>
    Object.keys(outputs)
      .filter((name) => name.startsWith(part))
      .map((name) => name.slice(part.length))
      .toSorted();

  it("retrieves for every hidden activation of the base tower, in its shape", () => {
    expect(numbers("base/hidden/").length).toBeGreaterThan(0);
    expect(numbers("base/retrieved/")).toEqual(numbers("base/hidden/"));
    for (const n of numbers("base/hidden/")) {
      expect(outputs[`base/retrieved/${n}`].shape).toEqual(outputs[`base/hidden/${n}`].shape);
    }
  });

  it("gives one logit a row", () => {
    expect(outputs["logit"].shape).toEqual([rows]);
  });

  it("hands over activations that are not negative, as the retriever of units needs them", () => {
    expect(Math.min(...numbers("base/hidden/").map((n) => outputs[`base/hidden/${n}`].least))).toBeGreaterThanOrEqual(
      0,
    );
  });

  it("has a retriever for every one of them, and none besides", () => {
    const options = { ...dsfm.defaults({ hidden: [6, 5] }), base };
    const named = dsfm
      .specs(shape, options)
      .flatMap(({ name }) => /^retriever\/hidden\/(\d+)\/query/.exec(name)?.[1] ?? []);
    expect(named.toSorted()).toEqual(numbers("base/hidden/"));
  });
});

describe("the memory of dsfm", () => {
  it("numbers the extractor's layers first, then the base tower's activations", () => {
    const units = hiddenUnits(networkOf(dsfm, shape, dsfm.defaults({ hidden: [7, 6, 5] })));
    expect(units).toEqual([7, 6, 5, 7, 6, 5]);
  });

  it("gives the state of its base tower names of its own", () => {
    const star = { ...dsfm.defaults({ hidden: [6] }), base: "star" };
    // STAR has running statistics only with partitioned normalisation, which is off by default.
    expect(networkOf(dsfm, shape, star).state).toEqual([]);
    expect(dsfm.specs(shape, star).map(({ name }) => name)).toContain("base/star/0/shared/kernel");
  });

  it("refuses a base that is no model, and itself", () => {
    for (const base of ["pepnets", "dsfm"]) {
      const specs = (): unknown => dsfm.specs(shape, { ...dsfm.defaults({ hidden: [6] }), base });
      expect(specs).toThrow(DomainlensError);
    }
  });
});

it("dsfm reads the sequences that its base tower reads", () => {
  const sequences = [{ feature: 1, size: 3, length: 4, candidate: 0 }];
  const networkOver = (base: string) =>
    networkOf(dsfm, { ...shape, sequences }, { ...dsfm.defaults({ hidden: [6, 5] }), base });
  expect(networkOver("din").sequences).toEqual(sequences);
  expect(networkOver("shared-dnn").sequences).toEqual([]);
});
