import type * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { minetDefaults, minetSource, minetSpecs, minetTarget } from "../../src/models/minet.ts";
import type { MktShape } from "../../src/models/mkt/groups.ts";
import {
  type ByHand,
  dot,
  expectAsByHand,
  linear,
  part,
  plus,
  product,
  relu,
  type Row,
  scaled,
  times,
  type Values,
} from "../support/by-hand.ts";
import { differentiable, fedRows, parametersOf, rows, rowsOf, threeEntities } from "../support/mkt-batch.ts";

/** The target is the second entity, of which the second history is. */
const roles = { target: 1, targetHistories: [1] };
const options = { ...minetDefaults({ hidden: [5, 4] }), itemAttention: 3, interestAttention: 3 };
const [size, positions] = [threeEntities.embeddingSize, 3];

const weighted = (vectors: readonly Row[], weights: Row): Row =>
  vectors.map((vector, t) => scaled(vector, weights[t])).reduce(plus, new Array<number>(size).fill(0));

function tower(values: Values, entity: string, x: Row, onRelu: (input: number) => void): number {
  const last = [0, 1].reduce<Row>((h, l) => relu(linear(values, `minet/tower/${entity}/dense/${l}`, h), onRelu), x);
  return linear(values, `minet/tower/${entity}/output`, last)[0];
}

function byHand({ histories, candidates }: MktShape): ByHand {
  return (values, onRelu) =>
    Array.from({ length: rows }, (_, b) => {
      const row = (name: string): Row => part(values[`post/${name}`] ?? [], b, rows);
      const [user, item] = [row("user"), [...row("shared"), ...row("specific")]];
      const shortTerm = Array.from({ length: histories }, (__, n) => {
        const real = Array.from({ length: row(`length/${n}`)[0] }, (___, t) => part(row(`history/${n}`), t, positions));
        if (candidates[n] === undefined)
          return weighted(
            real,
            real.map(() => 1 / real.length),
          );
        const name = `minet/history/${n}`;
        const query = row("shared").slice(0, size);
        const scores = real.map((h) => {
          const mapped = n === 1 ? h : product(h, values[`${name}/transfer/kernel`]);
          const hidden = product(
            [...mapped, ...query, ...user, ...times(mapped, query)],
            values[`${name}/hidden/kernel`],
          );
          return Math.exp(dot(relu(hidden, onRelu), values[`${name}/score/kernel`]));
        });
        return weighted(real, scaled(scores, 1 / scores.reduce((sum, score) => sum + score, 0)));
      });
      const all = [...item, ...user, ...shortTerm.flat()];
      const gated = (name: string, interest: Row): Row => {
        const hidden = relu(linear(values, `minet/interest/${name}/hidden`, all), onRelu);
        return scaled(interest, Math.exp(linear(values, `minet/interest/${name}/weight`, hidden)[0]));
      };
      const interests = [
        ...(user.length > 0 ? gated("user", user) : []),
        ...shortTerm.flatMap((interest, n) => gated(`history/${n}`, interest)),
      ];
      return tower(values, "post", [...item, ...interests], onRelu);
    });
}

const variants: { readonly name: string; readonly shape: MktShape }[] = [
  { name: "all that it can read", shape: threeEntities },
  { name: "no features of the user", shape: { ...threeEntities, userFields: 0 } },
  { name: "a history without a candidate", shape: { ...threeEntities, candidates: [0, undefined, 0] } },
  {
    name: "no features of all entities",
    shape: { ...threeEntities, sharedFields: 0, candidates: [undefined, undefined, undefined] },
  },
  { name: "no histories", shape: { ...threeEntities, histories: 0, candidates: [] } },
];

describe.each(variants)("minet with $name", ({ shape }) => {
  it("gives rows of the target the logits and the slopes of a computation by hand", async () => {
    const specs = minetSpecs(shape, roles, options).filter(({ name }) => !/tower\/(product|video)/.test(name));
    const inputs = { ...parametersOf(specs), ...fedRows("post", shape, shape.entities[1]) };
    const logits = (t: Record<string, tf.Tensor>): tf.Tensor =>
      minetTarget(t, rowsOf(t, "post", shape), shape, roles, options);
    await expectAsByHand(logits, inputs, byHand(shape), differentiable(inputs));
  });
});

describe("minet", () => {
  it("gives rows of a source the logits and the slopes of a tower on the item and the user", async () => {
    const specs = minetSpecs(threeEntities, roles, options).filter(({ name }) => name.includes("tower/product"));
    const inputs = {
      ...parametersOf(specs),
      ...fedRows("product", { ...threeEntities, histories: 0, candidates: [] }, threeEntities.entities[0]),
    };
    await expectAsByHand(
      (t) =>
        minetSource(t, rowsOf(t, "product", { ...threeEntities, histories: 0, candidates: [] }), "product", options),
      inputs,
      (values, onRelu) =>
        Array.from({ length: rows }, (_, b) => {
          const [shared, specific, user] = ["shared", "specific", "user"].map((group) =>
            part(values[`product/${group}`], b, rows),
          );
          return tower(values, "product", [...shared, ...specific, ...user], onRelu);
        }),
      Object.keys(inputs),
    );
  });

  it("has a transfer matrix for the histories of sources alone", () => {
    const names = minetSpecs(threeEntities, roles, options).map(({ name }) => name);
    expect(names.filter((name) => name.includes("transfer"))).toEqual([
      "minet/history/0/transfer/kernel",
      "minet/history/2/transfer/kernel",
    ]);
  });
});
