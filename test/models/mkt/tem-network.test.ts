import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { hiddenUnits } from "../../../src/models/hidden-units.ts";
import { entityFields, fieldsAt, shapeOfFields } from "../../../src/models/mkt/entity-fields.ts";
import { entityRows } from "../../../src/models/mkt/mem-network.ts";
import { memDefaults, type TemOptions, temDefaults } from "../../../src/models/mkt/mkt-options.ts";
import { temForward } from "../../../src/models/mkt/tem.ts";
import { jointTemNetwork, readsOfMem, temNetwork } from "../../../src/models/mkt/tem-network.ts";
import { servingInputs } from "../../../src/training/step-program.ts";
import { expectClose } from "../../support/close.ts";
import { entityFeatures } from "../../support/entity-run.ts";
import { normals } from "../../support/fed.ts";
import { parametersOf } from "../../support/mkt-batch.ts";
import { runOn } from "../../support/run-both.ts";

const domains = ["product", "post"];
const base = { hidden: [6, 4] };
const pooled = { sequenceEncoder: "mean" } as const;
/** segment, clicked, site and likes: what rows of posts have. */
const own = entityFields(
  [0, 1, 2, 5].map((f) => entityFeatures[f]),
  domains,
);
const mem = shapeOfFields(entityFields(entityFeatures, domains));
const fields = { target: "post", own, mem };

const optionsWith = (tem: Partial<TemOptions> = {}) => ({
  mem: { ...memDefaults(base), ...pooled },
  tem: { ...temDefaults(base), ...pooled, ...tem },
});

/** Logits of a forward pass over rows as both models embed them. */
function forward(t: Record<string, tf.Tensor>, ofMem: tf.Tensor): tf.Tensor {
  const options = optionsWith();
  const rows = { own: entityRows(t["x"], own, 1), mem: entityRows(ofMem, own, 1) };
  return temForward(t, rows, { mem, embeddingSize: 4, target: mem.entities[1] }, options).logit;
}

describe("TEM as a network", () => {
  const network = temNetwork(fields, optionsWith());
  const inputs = {
    ...parametersOf([...network.specs, ...(network.frozen ?? [])]),
    x: normals([5, 16], 3),
    frozenX: normals([5, 16], 4),
  };

  it("gives the logits of TEM's forward pass, its own tables and MEM's side by side", async () => {
    const { whole, alone } = await runOn(
      "cpu",
      (t) => ({ whole: network.logits(t, servingInputs(t)), alone: forward(t, t["frozenX"]) }),
      inputs,
    );
    expectClose(whole, alone);
  });

  it("takes no gradient into what MEM embeds", async () => {
    const { gradient } = await runOn(
      "cpu",
      (t) => {
        const logits = (frozenX: tf.Tensor): tf.Tensor =>
          // tf.grad refuses an input that nothing reads.
          tf.add(tf.sum(network.logits(t, servingInputs({ ...t, frozenX }))), tf.mul(tf.sum(frozenX), 0));
        return { gradient: tf.grad(logits)(t["frozenX"]) };
      },
      inputs,
    );
    expect(gradient.every((value) => value === 0)).toBe(true);
  });

  it("has dropout after its cross layers and its head's hidden layers", () => {
    // [6, 4] divides into a cross layer of 6 and a head of 4.
    expect(hiddenUnits(network)).toEqual([6, 4]);
  });

  it("refuses a target that MEM does not know", () => {
    expect(() => temNetwork({ ...fields, target: "video" }, optionsWith())).toThrow(/not an entity/);
  });
});

describe("TEM with a MEM that is not trained before", () => {
  const network = jointTemNetwork(fields, optionsWith());
  const inputs = { ...parametersOf(network.specs), x: normals([5, 32], 3) };
  /** Blocks of 8 are features: the first half is TEM's embedding, the second MEM's. */
  const halves = (x: tf.Tensor): tf.Tensor[] =>
    tf.unstack(tf.reshape(x, [5, 4, 2, 4]), 2).map((half) => tf.reshape(half, [5, 16]));

  it("gives the same logits from embeddings that lie side by side", async () => {
    const { whole, alone } = await runOn(
      "cpu",
      (t) => {
        const [first, second] = halves(t["x"]);
        return { whole: network.logits(t, servingInputs(t)), alone: forward({ ...t, x: first }, second) };
      },
      inputs,
    );
    expectClose(whole, alone);
  });

  it("trains all that it reads, MEM's embeddings too", async () => {
    const names = network.specs.map(({ name }) => name);
    const gradients = await runOn(
      "cpu",
      (t) => {
        const loss = (...given: tf.Tensor[]): tf.Tensor => {
          const parameters = Object.fromEntries(names.map((name, i) => [name, given[i + 1]]));
          return tf.sum(network.logits(parameters, servingInputs({ x: given[0] })));
        };
        const all = tf.grads(loss)([t["x"], ...names.map((name) => t[name])]);
        return Object.fromEntries(["x", ...names].map((name, i) => [`gradient of ${name}`, all[i]]));
      },
      inputs,
    );
    const still = Object.entries(gradients).filter(([, values]) => values.every((value) => value === 0));
    expect(still.map(([name]) => name)).toEqual([]);
    const ofX = gradients["gradient of x"];
    const columns = Array.from({ length: 32 }, (_, c) => c).filter((c) => ofX.some((g, i) => i % 32 === c && g !== 0));
    expect(columns).toHaveLength(32);
  });
});

describe("the features that TEM reads of MEM", () => {
  it.each([
    [["user"], [0]],
    [["shared"], [2]],
    [["sequence"], [1, 2]],
    [["cross"], [0, 1, 2, 3]],
    [[], []],
  ] as const)("for %o are those that the knowledge is made of", (transfer, places) => {
    expect(readsOfMem(own, "post", optionsWith({ transfer }))).toEqual(places);
  });

  it("have their own places in their groups", () => {
    expect(fieldsAt(own, [1, 3])).toMatchObject({ features: 2, user: [], histories: [0], shared: [] });
    expect(fieldsAt(own, [1, 3]).entities[1]).toEqual({ name: "post", specific: [1] });
  });
});
