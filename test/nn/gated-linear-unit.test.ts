import { expect, it } from "vitest";
import { gatedLinearUnit, gatedLinearUnitSpecs } from "../../src/nn/gated-linear-unit.ts";
import { expectClose } from "../support/close.ts";
import { floats } from "../support/fed.ts";
import { runOn } from "../support/run-both.ts";

const value = { "g/value/kernel": floats([2, 1], [3, 5]), "g/value/bias": floats([1], [1]) };
const x = floats([2, 2], [1, 2, -1, 0]);

it("a gate of zeros halves the value", async () => {
  const inputs = { x, ...value, "g/gate/kernel": floats([2, 1], [0, 0]), "g/gate/bias": floats([1], [0]) };
  const { y } = await runOn("cpu", (t) => ({ y: gatedLinearUnit(t, "g", t["x"]) }), inputs);
  expectClose(y, [14 / 2, -2 / 2]);
});

it("a wide open gate passes the value, a shut one nothing", async () => {
  const inputs = { x, ...value, "g/gate/kernel": floats([2, 1], [60, 0]), "g/gate/bias": floats([1], [0]) };
  const { y } = await runOn("cpu", (t) => ({ y: gatedLinearUnit(t, "g", t["x"]) }), inputs);
  expectClose(y, [14, 0]);
});

it("declares a kernel and a bias of the value and of the gate", () => {
  const shapes = gatedLinearUnitSpecs("g", 4, 3).map(({ name, shape }) => [name, shape]);
  expect(shapes).toEqual([
    ["g/value/kernel", [4, 3]],
    ["g/value/bias", [3]],
    ["g/gate/kernel", [4, 3]],
    ["g/gate/bias", [3]],
  ]);
});
