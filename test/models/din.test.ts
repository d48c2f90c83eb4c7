import { describe, expect, it } from "vitest";
import { din } from "../../src/models/din.ts";
import type { ModelShape } from "../../src/models/model.ts";
import { historyName } from "../../src/models/network.ts";
import { servingInputs } from "../../src/training/step-program.ts";
import {
  type ByHand,
  expectAsByHand,
  linear,
  part,
  plus,
  relu,
  type Row,
  scaled,
  sigmoid,
  times,
} from "../support/by-hand.ts";
import { floats, normals } from "../support/fed.ts";
import { parametersOf } from "../support/mkt-batch.ts";

/** A scalar, a sequence of its values, another scalar, and a sequence of its own values. */
const shape: ModelShape = {
  sizes: [2, 2, 3, 2],
  sensitive: [],
  domains: 2,
  sequences: [
    { feature: 1, size: 2, length: 3, candidate: 0 },
    { feature: 3, size: 2, length: 3, candidate: undefined },
  ],
};
const options = { hidden: [5, 3], unit: [4] };
const lengths = [0, 1, 3];
const rows = lengths.length;
const history = historyName(0);
const specs = din.specs(shape, options);
const inputs = {
  ...parametersOf(specs),
  x: normals([rows, 9], 1),
  [history]: normals([rows, 3, 2], 2),
  [`${history}/length`]: floats([rows], lengths),
};

const byHand: ByHand = (values, onRelu) =>
  lengths.map((length, b) => {
    const x = part(values["x"], b, rows);
    const query = x.slice(0, 2);
    const weighed = Array.from({ length }, (_, t) => {
      const h = part(part(values[history], b, rows), t, 3);
      const together = [...h, ...query, ...plus(h, scaled(query, -1)), ...times(h, query)];
      const hidden = linear(values, "attention/1/0", together).map(sigmoid);
      return scaled(h, linear(values, "attention/1/1", hidden)[0]);
    });
    const read = [...query, ...weighed.reduce(plus, [0, 0]), ...x.slice(4)];
    const last = [0, 1].reduce<Row>((h, l) => relu(linear(values, `dense/${l}`, h), onRelu), read);
    return linear(values, "dense/2", last)[0];
  });

describe("din", () => {
  it("gives the logits and the slopes of a computation by hand", async () => {
    const wrt = ["x", history, ...specs.map(({ name }) => name)];
    await expectAsByHand((t) => din.logits(t, servingInputs(t), shape, options), inputs, byHand, wrt);
  });

  it("reads element by element what has a candidate, and has a unit for it", () => {
    expect(din.sequences?.(shape, options)).toEqual([shape.sequences?.[0]]);
    const units = specs.filter(({ name }) => name.startsWith("attention/"));
    expect(units.map(({ name, shape: sizes }) => `${name} ${sizes.join(" x ")}`)).toEqual([
      "attention/1/0/kernel 8 x 4",
      "attention/1/0/bias 4",
      "attention/1/1/kernel 4 x 1",
      "attention/1/1/bias 1",
    ]);
  });

  it("is the plain network where no sequence has a candidate", async () => {
    const { sequences: _, ...plain } = shape;
    const dense = din.specs(plain, options);
    const { x } = inputs;
    await expectAsByHand(
      (t) => din.logits(t, servingInputs(t), plain, options),
      { ...parametersOf(dense), x },
      (values, onRelu) =>
        lengths.map((__, b) => {
          const row = part(values["x"], b, rows);
          const last = [0, 1].reduce<Row>((h, l) => relu(linear(values, `dense/${l}`, h), onRelu), row);
          return linear(values, "dense/2", last)[0];
        }),
      ["x", ...dense.map(({ name }) => name)],
    );
  });
});
