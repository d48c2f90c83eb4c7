import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { entityFields, shapeOfFields } from "../../../src/models/mkt/entity-fields.ts";
import { memForward, memLoss } from "../../../src/models/mkt/mem.ts";
import { entityRows, memNetwork } from "../../../src/models/mkt/mem-network.ts";
import { memDefaults } from "../../../src/models/mkt/mkt-options.ts";
import { hiddenUnits } from "../../../src/models/hidden-units.ts";
import { servingInputs, trainProgram, trainSignature } from "../../../src/training/step-program.ts";
import type { Program, TensorData } from "../../../src/compute/types.ts";
import { expectClose } from "../../support/close.ts";
import { entityFeatures, historyFeatures } from "../../support/entity-run.ts";
import { floats, normals } from "../../support/fed.ts";
import { addedLoss, parametersOf } from "../../support/mkt-batch.ts";
import { type Fed, runOn } from "../../support/run-both.ts";

const domains = ["product", "post"];
const fields = entityFields(entityFeatures, domains);
const options = { ...memDefaults({ hidden: [6, 4] }), sequenceEncoder: "mean", gamma: 0.5 } as const;
const network = memNetwork(fields, options);
const shape = shapeOfFields(fields);
const x = normals([4, network.inputSize], 3);
const inputs = { ...parametersOf(network.specs), x };
/** Columns of x: six features of four numbers each. */
const columnsOf = (first: number, last: number) => ({ from: 4 * first, to: 4 * last });

/** Rows 0 and 1 are products, 2 and 3 posts. */
const domain = floats([4, 2], [1, 0, 1, 0, 0, 1, 0, 1]);

describe("MEM as a network", () => {
  it("groups features by role, and pools the sequences of the user", () => {
    expect(fields).toMatchObject({ user: [0], histories: [1], shared: [2] });
    expect(fields.entities).toEqual([
      { name: "product", specific: [3, 4] },
      { name: "post", specific: [5] },
    ]);
  });

  it.each([0, 1])("gives rows of entity %i the logits of MEM's forward pass", async (n) => {
    const given = floats(
      [4, 2],
      [0, 1, 2, 3].flatMap(() => (n === 0 ? [1, 0] : [0, 1])),
    );
    const { whole, alone } = await runOn(
      "cpu",
      (t) => ({
        whole: network.logits(t, servingInputs(t)),
        alone: memForward(t, entityRows(t["x"], fields, n), shape.entities[n], shape, options).logit,
      }),
      { ...inputs, domain: given },
    );
    expectClose(whole, alone);
  });

  it("takes no gradient from a row to the specific features of another entity", async () => {
    const { dx } = await runOn(
      "cpu",
      (t) => ({
        dx: tf.grad((rows) => tf.sum(network.logits(t, servingInputs({ ...t, x: rows }))))(t["x"]),
      }),
      { ...inputs, domain },
    );
    const sizes = (row: number, { from, to }: { from: number; to: number }): number =>
      Array.from(dx.slice(24 * row + from, 24 * row + to)).reduce((sum, value) => sum + Math.abs(Number(value)), 0);
    const [ofProduct, ofPost] = [columnsOf(3, 5), columnsOf(5, 6)];
    expect([sizes(0, ofPost), sizes(1, ofPost), sizes(2, ofProduct), sizes(3, ofProduct)]).toEqual([0, 0, 0, 0]);
    expect(Math.min(sizes(0, ofProduct), sizes(3, ofPost))).toBeGreaterThan(0);
  });

  it("trains on half the loss of MEM where two entities count alike", async () => {
    const label = floats([4], [1, 0, 0, 1]);
    const step = { ...trainSignature(network, hiddenUnits(network), 4, 0), ...inputs, domain, label };
    const moments = network.specs.flatMap(({ name, shape: lengths }) =>
      ["m/", "v/"].map((prefix) => [prefix + name, floats(lengths, zeros(lengths))] as const),
    );
    const fed = { ...step, ...Object.fromEntries(moments), weight: floats([4], [1, 1, 1, 1]), rate: floats([], [0]) };
    const { loss } = await runOn("cpu", trainProgram(network, 0), fed);
    const { whole } = await runOn(
      "cpu",
      (t) => {
        const batch = [0, 1].map((n) => ({
          rows: entityRows(tf.slice(t["x"], [2 * n, 0], [2, -1]), fields, n),
          labels: tf.slice(t["label"], [2 * n], [2]),
          weight: tf.ones([2]),
        }));
        return { whole: memLoss(t, batch, shape, options).loss };
      },
      { ...inputs, label },
    );
    expectClose(loss, [Number(whole[0]) / 2]);
  });

  it("adds the same polarized loss whether there are entities that are not trained or not", async () => {
    const more = entityFields(entityFeatures, [...domains, "video", "story"]);
    const [two, four] = [network, memNetwork(more, options, 2)];
    const given = { ...parametersOf(four.specs), x, domain };
    const { ofTwo, ofFour, ofAll } = await runOn(
      "cpu",
      (t) => {
        // No row is one of the other two.
        const wide = tf.concat([t["domain"], tf.zeros([4, 2])], 1);
        return {
          ofTwo: addedLoss(two, t, t["domain"]),
          ofFour: addedLoss(four, t, wide),
          ofAll: addedLoss(memNetwork(more, options), t, wide),
        };
      },
      given,
    );
    expectClose(ofFour, ofTwo);
    expectClose(ofAll, [Number(ofTwo[0]) / 2]);
  });

  it("numbers the layers that dropout follows: three experts, then the tower", () => {
    expect(hiddenUnits(network)).toEqual([6, 6, 6, 4]);
  });

  it("refuses a feature of an entity that is no domain, and names the nearest", () => {
    const features = [{ name: "likes", role: "entity-specific:posts", sequence: false, embedding: 4 }];
    expect(() => entityFields(features, domains)).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ value: "posts", remedy: "did you mean post?" }) as unknown,
      }),
    );
  });

  it("refuses embeddings of several sizes", () => {
    const features = entityFeatures.map((feature, f) => ({ ...feature, embedding: f === 0 ? 8 : 4 }));
    expect(() => entityFields(features, domains)).toThrow(/embeddings of one size/);
  });
});

describe("MEM over a history whose vocabulary a feature of all entities shares", () => {
  const read = entityFields(historyFeatures, domains, "multiHead");
  const attending = memNetwork(read, { ...memDefaults({ hidden: [6, 4] }) });

  it("reads it element by element, against the site", () => {
    expect(read.sequences).toEqual([{ feature: 1, size: 4, length: 2, candidate: 2 }]);
    expect(shapeOfFields(read).candidates).toEqual([0]);
    expect(attending.sequences).toBe(read.sequences);
  });

  it("pools it where a feature of one entity alone shares the vocabulary", () => {
    const ofOne = entityFeatures.map((feature) =>
      feature.name === "clicked" ? { ...feature, vocabularyOf: 3 } : feature,
    );
    const pooled = entityFields(ofOne, domains, "multiHead");
    expect([pooled.sequences, shapeOfFields(pooled).candidates]).toEqual([[], [undefined]]);
  });

  it("pools it with the encoder mean, and where nothing shares its vocabulary", () => {
    expect(entityFields(historyFeatures, domains, "mean").sequences).toEqual([]);
    expect(entityFields(entityFeatures, domains, "attention").sequences).toEqual([]);
  });

  it("depends on the elements, and not on what lies beyond the length of a history", async () => {
    const history = normals([4, 2, 4], 8);
    const logits = async (elements: Fed): Promise<TensorData> => {
      const given = { ...parametersOf(attending.specs), x, domain, "history/0": elements };
      const lengths = { "history/0/length": floats([4], [0, 1, 2, 2]) };
      const program: Program = (t) => ({ logit: attending.logits(t, servingInputs(t)) });
      return (await runOn("cpu", program, { ...given, ...lengths }))["logit"];
    };
    const changed = history.data.map((value, i) => ([0, 1, 3].includes(Math.floor(i / 4)) ? value + 1 : value));
    const [before, padding] = [await logits(history), await logits({ ...history, data: Float32Array.from(changed) })];
    expect(padding).toEqual(before);
    const real = await logits({ ...history, data: Float32Array.from(history.data, (value) => -value) });
    expect(Array.from(real, (logit, b) => logit !== before[b])).toEqual([false, true, true, true]);
  });

  it("refuses rows without the history", () => {
    expect(() => entityRows(tf.zeros([1, 24]), read, 0)).toThrow("reads 1 histories element by element");
  });
});

function zeros(lengths: readonly number[]): number[] {
  return new Array<number>(lengths.reduce((product, length) => product * length, 1)).fill(0);
}
