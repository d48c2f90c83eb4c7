import { describe, it } from "vitest";
import { activationUnit, activationUnitSpecs } from "../../src/nn/activation-unit.ts";
import { softmaxOverHistory, weighHistory } from "../../src/nn/history-scores.ts";
import { expectAsByHand, linear, part, plus, type Row, scaled, sigmoid, times } from "../support/by-hand.ts";
import { expectClose } from "../support/close.ts";
import { floats, normals } from "../support/fed.ts";
import { parametersOf } from "../support/mkt-batch.ts";
import { runOn } from "../support/run-both.ts";

const [rows, positions, size] = [3, 2, 2];

describe("the activation unit of DIN", () => {
  const specs = activationUnitSpecs("unit", size, [5, 3]);
  const inputs = {
    ...parametersOf(specs),
    vectors: normals([rows, positions, size], 1),
    query: normals([rows, size], 2),
  };

  it("is dense layers with sigmoids on the vector, the query, their difference and their product", async () => {
    const wrt = ["vectors", "query", ...specs.map(({ name }) => name)];
    await expectAsByHand(
      (t) => activationUnit(t, "unit", 2, t["vectors"], t["query"]).flatten(),
      inputs,
      (values) =>
        Array.from({ length: rows * positions }, (_, i) => {
          const h = part(values["vectors"], i, rows * positions);
          const q = part(values["query"], Math.floor(i / positions), rows);
          const together = [...h, ...q, ...plus(h, scaled(q, -1)), ...times(h, q)];
          const last = [0, 1].reduce<Row>((x, l) => linear(values, `unit/${l}`, x).map(sigmoid), together);
          return linear(values, "unit/2", last)[0];
        }),
      wrt,
    );
  });
});

describe("weights of the positions of a history", () => {
  /** Rows of no, one and two real positions; padding holds nines. */
  const inputs = {
    vectors: floats([3, 2, 2], [9, 9, 9, 9, 1, 2, 9, 9, 1, 2, 3, 4]),
    lengths: floats([3], [0, 1, 2]),
    scores: floats([3, 2], [5, 5, -2, 5, Math.log(3), 0]),
  };

  it("count at real positions alone, and need not add up to 1", async () => {
    const { sums } = await runOn(
      "cpu",
      ({ vectors, lengths, scores }) => ({ sums: weighHistory({ vectors, lengths }, scores) }),
      inputs,
    );
    expectClose(sums, [0, 0, -2, -4, Math.log(3), 2 * Math.log(3)]);
  });

  it("add up to 1 over the real positions after a softmax, if there are any", async () => {
    const { weights } = await runOn(
      "cpu",
      ({ vectors, lengths, scores }) => ({ weights: softmaxOverHistory({ vectors, lengths }, scores) }),
      inputs,
    );
    expectClose(weights, [0, 0, 1, 0, 0.75, 0.25]);
  });
});
