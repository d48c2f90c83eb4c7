import { expect, it } from "vitest";
import { crossNetwork } from "../../src/nn/cross-network.ts";
import { expectClose } from "../support/close.ts";
import { floats } from "../support/fed.ts";
import { runOn } from "../support/run-both.ts";

const x = floats([2, 2], [1, 2, -1, 3]);
const layers = {
  "c/0/weight": floats([2], [1, 1]),
  "c/0/bias": floats([2], [0.5, 0]),
  "c/1/weight": floats([2], [0, 2]),
  "c/1/bias": floats([2], [0, -1]),
};

it("each layer adds the input, scaled by a product with what came before", async () => {
  const { one, two } = await runOn(
    "cpu",
    (t) => ({ one: crossNetwork(t, "c", 1, t["x"]), two: crossNetwork(t, "c", 2, t["x"]) }),
    { x, ...layers },
  );
  // Row 0: [1, 2]·3 + [0.5, 0] + [1, 2] = [4.5, 8], then [1, 2]·16 + [0, -1] + [4.5, 8].
  // Row 1: [-1, 3]·2 + [0.5, 0] + [-1, 3] = [-2.5, 9], then [-1, 3]·18 + [0, -1] + [-2.5, 9].
  expectClose(one, [4.5, 8, -2.5, 9]);
  expectClose(two, [20.5, 39, -20.5, 62]);
});

it("without layers is the input", async () => {
  const { y } = await runOn("cpu", (t) => ({ y: crossNetwork({}, "c", 0, t["x"]) }), { x });
  expect(Array.from(y)).toEqual([1, 2, -1, 3]);
});
