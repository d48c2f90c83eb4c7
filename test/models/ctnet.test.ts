import { describe, expect, it } from "vitest";
import { ctnetDefaults, ctnetNetwork, type CtnetOptions } from "../../src/models/ctnet.ts";
import { tensorSpecs } from "../../src/models/network.ts";
import { servingInputs } from "../../src/training/step-program.ts";
import {
  type ByHand,
  expectAsByHand,
  linear,
  part,
  plus,
  relu,
  type Row,
  sigmoid,
  times,
  type Values,
} from "../support/by-hand.ts";
import { normals } from "../support/fed.ts";
import { parametersOf } from "../support/mkt-batch.ts";

const rows = 4;
const source = { inputSize: 3, hidden: [4, 2] };
const defaults = ctnetDefaults({ hidden: [5, 4, 3] });

function adapted(values: Values, name: string, { adapter }: CtnetOptions, x: Row): Row {
  if (adapter === "linear") return linear(values, name, x);
  return times(linear(values, `${name}/value`, x), linear(values, `${name}/gate`, x).map(sigmoid));
}

function byHand(options: CtnetOptions): ByHand {
  return (values, onRelu) =>
    Array.from({ length: rows }, (_, b) => {
      let [h, s] = [part(values["x"], b, rows), part(values["frozenX"], b, rows)];
      options.hidden.forEach((__, l) => {
        h = relu(linear(values, `dense/${l}`, h), onRelu);
        if (l >= source.hidden.length) return;
        s = relu(linear(values, `source/dense/${l}`, s), onRelu);
        h = plus(h, adapted(values, `adapter/${l}`, options, s));
      });
      return linear(values, `dense/${options.hidden.length}`, h)[0];
    });
}

describe.each(["glu", "linear"] as const)("ctnet with the adapter %s", (adapter) => {
  const options = { ...defaults, adapter };
  const network = ctnetNetwork(6, source, options);

  it("gives the logits and the slopes of a computation by hand", async () => {
    const inputs = {
      ...parametersOf(tensorSpecs(network)),
      x: normals([rows, 6], 1),
      frozenX: normals([rows, 3], 2),
    };
    const wrt = ["x", ...network.specs.map(({ name }) => name)];
    await expectAsByHand((t) => network.logits(t, servingInputs(t)), inputs, byHand(options), wrt);
  });

  it("trains nothing of the source model", () => {
    expect(network.specs.filter(({ name }) => name.startsWith("source/"))).toEqual([]);
    expect(network.frozen?.map(({ name }) => name)).toEqual([
      "source/dense/0/kernel",
      "source/dense/0/bias",
      "source/dense/1/kernel",
      "source/dense/1/bias",
    ]);
  });
});

it("ctnet refuses an adapter that there is not", () => {
  const misspelt = { ...defaults, adapter: "gru" } as unknown as CtnetOptions; // As a caller without types may give it: the config refuses it.
  expect(() => ctnetNetwork(6, source, misspelt)).toThrow(/no such adapter/);
});
