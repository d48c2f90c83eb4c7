import { describe, expect, it } from "vitest";
import { fibinet, type FibinetOptions } from "../../src/models/fibinet.ts";
import type { ModelShape } from "../../src/models/model.ts";
import { type BilinearKind, bilinearKinds } from "../../src/nn/bilinear-interaction.ts";
import { servingInputs } from "../../src/training/step-program.ts";
import {
  type ByHand,
  expectAsByHand,
  linear,
  part,
  product,
  relu,
  type Row,
  scaled,
  times,
  total,
} from "../support/by-hand.ts";
import { normals } from "../support/fed.ts";
import { parametersOf } from "../support/mkt-batch.ts";

const shape: ModelShape = { sizes: [2, 2, 2, 2], sensitive: [], domains: 3 };
const fields = 4;
const rows = 3;
const defaults = fibinet.defaults({ hidden: [5, 3] });

/** The kernel of the pair (i, j), row-major. */
function pairKernel(
  values: Readonly<Record<string, Row>>,
  name: string,
  kind: BilinearKind,
  i: number,
  j: number,
): Row {
  if (kind === "all") return values[`${name}/kernel`];
  const kernel = values[`${name}/${i}/kernel`];
  return kind === "each" ? kernel : part(kernel, j - i - 1, fields - 1 - i);
}

function byHand(kind: BilinearKind): ByHand {
  return (values, onRelu) =>
    Array.from({ length: rows }, (_, b) => {
      const original = Array.from({ length: fields }, (_, f) => part(part(values["x"], b, rows), f, fields));
      const means = original.map((field) => total(field) / field.length);
      const squeezed = relu(product(means, values["senet/0/kernel"]), onRelu);
      const weights = relu(product(squeezed, values["senet/1/kernel"]), onRelu);
      const reweighted = original.map((field, f) => scaled(field, weights[f]));
      const pairs = (name: string, of: readonly Row[]): number[] =>
        of.flatMap((field, i) =>
          of.slice(i + 1).flatMap((other, n) => {
            return times(product(field, pairKernel(values, name, kind, i, i + 1 + n)), other);
          }),
        );
      const interactions = [...pairs("bilinear/original", original), ...pairs("bilinear/reweighted", reweighted)];
      const hidden = [0, 1].reduce<Row>((h, l) => relu(linear(values, `dense/${l}`, h), onRelu), interactions);
      return linear(values, "dense/2", hidden)[0];
    });
}

describe.each(bilinearKinds)("fibinet with the interaction %s", (bilinear) => {
  const options: FibinetOptions = { ...defaults, bilinear };
  const specs = fibinet.specs(shape, options);

  it("gives the logits and the slopes of a computation by hand", async () => {
    const inputs = { ...parametersOf(specs), x: normals([rows, 8], 1) };
    const wrt = ["x", ...specs.map(({ name }) => name)];
    await expectAsByHand((t) => fibinet.logits(t, servingInputs(t), shape, options), inputs, byHand(bilinear), wrt);
  });
});

describe("the parameters of fibinet", () => {
  const count = (changed: Partial<FibinetOptions>): number =>
    fibinet
      .specs(shape, { ...defaults, ...changed })
      .map(({ shape: sizes }) => sizes.reduce((product, size) => product * size, 1))
      .reduce((sum, size) => sum + size, 0);

  it("grow with the fields that have a matrix of their own", () => {
    // Two kernels of SENET, 4 x 2 each; 6 pairs of 2 numbers, twice, into layers of 5, 3 and 1.
    const others = 16 + 24 * 5 + 5 + 5 * 3 + 3 + 3 + 1;
    expect(count({ bilinear: "all" })).toBe(others + 2 * 4);
    expect(count({ bilinear: "each" })).toBe(others + 2 * 3 * 4);
    expect(count({ bilinear: "interaction" })).toBe(others + 2 * 6 * 4);
  });

  it("are refused for embeddings of several sizes, and for a single feature", () => {
    expect(() => fibinet.specs({ ...shape, sizes: [2, 3] }, defaults)).toThrow(/embeddings of one size/);
    expect(() => fibinet.specs({ ...shape, sizes: [2] }, defaults)).toThrow(/at least two features/);
  });

  it("are refused for an interaction that there is not", () => {
    const misspelt = { ...defaults, bilinear: "pair" } as unknown as FibinetOptions; // As a caller without types may give it: the config refuses it.
    expect(() => fibinet.specs(shape, misspelt)).toThrow(/no such bilinear interaction/);
  });
});
