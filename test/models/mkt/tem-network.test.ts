import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { hiddenUnits } from "../../../src/models/hidden-units.ts";
import { type EntityFields, entityFields, fieldsAt, shapeOfFields } from "../../../src/models/mkt/entity-fields.ts";
import { entityRows } from "../../../src/models/mkt/mem-network.ts";
import { memDefaults, type TemOptions, temDefaults } from "../../../src/models/mkt/mkt-options.ts";
import { type MktOptions, temForward } from "../../../src/models/mkt/tem.ts";
import { jointTemNetwork, readsOfMem, type TemFields, temNetwork } from "../../../src/models/mkt/tem-network.ts";
import type { History } from "../../../src/nn/history-attention.ts";
import { servingInputs } from "../../../src/training/step-program.ts";
import { expectClose } from "../../support/close.ts";
import { historyFeatures } from "../../support/entity-run.ts";
import { floats, normals } from "../../support/fed.ts";
import { parametersOf } from "../../support/mkt-batch.ts";
import { type FedInputs, runOn } from "../../support/run-both.ts";

type Tensors = Record<string, tf.Tensor>;
type Encoder = TemOptions["sequenceEncoder"];

const domains = ["product", "post"];
const base = { hidden: [6, 4] };
/** segment, clicked (a history of sites), site and likes: what rows of posts have. */
const features = [0, 1, 2, 5].map((f) => historyFeatures[f]);
const rows = 5;

function optionsWith(tem: Encoder, mem: Encoder, changed: Partial<TemOptions> = {}): MktOptions {
  return {
    mem: { ...memDefaults(base), sequenceEncoder: mem },
    tem: { ...temDefaults(base), sequenceEncoder: tem, ...changed },
  };
}

function fieldsFor({ tem, mem }: MktOptions): TemFields {
  return {
    target: "post",
    own: entityFields(features, domains, tem.sequenceEncoder),
    theirs: entityFields(features, domains, mem.sequenceEncoder),
    mem: shapeOfFields(entityFields(historyFeatures, domains, mem.sequenceEncoder)),
  };
}

/** Rows as one of the models embeds them. */
interface Embedded {
  readonly x: tf.Tensor;
  readonly history: History;
}

/** Logits of a forward pass over rows that both models embed. */
function forward(t: Tensors, own: Embedded, theirs: Embedded, options: MktOptions): tf.Tensor {
  const fields = fieldsFor(options);
  const rowsOf = ({ x, history }: Embedded, of: EntityFields) =>
    entityRows(x, of, 1, of.sequences.length > 0 ? [history] : []);
  const shape = {
    mem: fields.mem,
    embeddingSize: 4,
    target: fields.mem.entities[1],
    candidates: shapeOfFields(fields.own).candidates,
  };
  const both = { own: rowsOf(own, fields.own), mem: rowsOf(theirs, fields.theirs) };
  return temForward(t, both, shape, options).logit;
}

/** Two clicks a row, of which these many are real. */
const lengths = floats([rows], [0, 1, 2, 2, 1]);
const encoders: [Encoder, Encoder][] = [
  ["mean", "mean"],
  ["multiHead", "multiHead"],
  ["multiHead", "mean"],
  ["mean", "attention"],
];

describe.each(encoders)("TEM as a network, its histories by %s and MEM's by %s", (tem, mem) => {
  const options = optionsWith(tem, mem);
  const network = temNetwork(fieldsFor(options), options);
  const inputs: FedInputs = {
    ...parametersOf([...network.specs, ...(network.frozen ?? [])]),
    x: normals([rows, 16], 3),
    frozenX: normals([rows, 16], 4),
    "history/0": normals([rows, 2, 4], 5),
    "history/0/length": lengths,
    "frozenHistory/0": normals([rows, 2, 4], 6),
    "frozenHistory/0/length": lengths,
  };
  const given = Object.fromEntries(
    Object.entries(inputs).filter(([name]) => {
      const sequences = name.startsWith("frozenHistory") ? network.frozenSequences : network.sequences;
      return !/istory\//.test(name) || (sequences ?? []).length > 0;
    }),
  );
  const embedded = (t: Tensors, x: string, history: string): Embedded => ({
    x: t[x],
    history: { vectors: t[history], lengths: t[`${history}/length`] },
  });

  it("gives the logits of TEM's forward pass over rows that both models embed", async () => {
    const { whole, alone } = await runOn(
      "cpu",
      (t) => ({
        whole: network.logits(t, servingInputs(t)),
        alone: forward(t, embedded(t, "x", "history/0"), embedded(t, "frozenX", "frozenHistory/0"), options),
      }),
      given,
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
      given,
    );
    expect(gradient.every((value) => value === 0)).toBe(true);
  });
});

describe.each(encoders)("TEM with a MEM that is not trained before, histories by %s and %s", (tem, mem) => {
  const options = optionsWith(tem, mem);
  const network = jointTemNetwork(fieldsFor(options), options);
  const reads = (network.sequences ?? []).length > 0;
  const inputs: FedInputs = {
    ...parametersOf(network.specs),
    x: normals([rows, 32], 3),
    ...(reads && { "history/0": normals([rows, 2, 8], 5), "history/0/length": lengths }),
  };
  /** Blocks of 8 are features, or clicks: the first half is TEM's embedding, the second MEM's. */
  const halves = (t: Tensors): Embedded[] => {
    const ofRows = tf.unstack(tf.reshape(t["x"], [rows, 4, 2, 4]), 2).map((half) => tf.reshape(half, [rows, 16]));
    const ofClicks = reads ? tf.unstack(tf.reshape(t["history/0"], [rows, 2, 2, 4]), 2) : [];
    return ofRows.map((x, i) => ({ x, history: { vectors: ofClicks[i], lengths: t["history/0/length"] } }));
  };

  it("gives the same logits from embeddings that lie side by side", async () => {
    const { whole, alone } = await runOn(
      "cpu",
      (t) => {
        const [own, theirs] = halves(t);
        return { whole: network.logits(t, servingInputs(t)), alone: forward(t, own, theirs, options) };
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
        const loss = (...tensors: tf.Tensor[]): tf.Tensor => {
          const parameters = Object.fromEntries(names.map((name, i) => [name, tensors[i + 1]]));
          return tf.sum(network.logits(parameters, servingInputs({ ...t, x: tensors[0] })));
        };
        const all = tf.grads(loss)([t["x"], ...names.map((name) => t[name])]);
        return Object.fromEntries(["x", ...names].map((name, i) => [`gradient of ${name}`, all[i]]));
      },
      inputs,
    );
    const still = Object.entries(gradients).filter(([, values]) => values.every((value) => value === 0));
    expect(still.map(([name]) => name)).toEqual([]);
    const ofX = gradients["gradient of x"];
    // Blocks of segment, site and likes; a history that is read element by element is not read pooled.
    const moved = [0, 2, 3].flatMap((f) => Array.from({ length: 8 }, (_, e) => 8 * f + e));
    expect(moved.filter((column) => ofX.every((g, i) => i % 32 !== column || g === 0))).toEqual([]);
  });
});

describe("TEM's network", () => {
  const options = optionsWith("multiHead", "multiHead");

  it("has dropout after its cross layers and its head's hidden layers", () => {
    // [6, 4] divides into a cross layer of 6 and a head of 4.
    expect(hiddenUnits(temNetwork(fieldsFor(options), options))).toEqual([6, 4]);
  });

  it("refuses a target that MEM does not know", () => {
    expect(() => temNetwork({ ...fieldsFor(options), target: "video" }, options)).toThrow(/not an entity/);
  });

  it.each([
    [["user"], [0]],
    [["shared"], [2]],
    [["sequence"], [1, 2]],
    [["cross"], [0, 1, 2, 3]],
    [[], []],
  ] as const)("reads of MEM, for %o, the features that the knowledge is made of", (transfer, places) => {
    const chosen = optionsWith("mean", "mean", { transfer });
    expect(readsOfMem(fieldsFor(chosen).theirs, "post", chosen)).toEqual(places);
  });
});

it("some of the features have their own places in their groups", () => {
  const { own } = fieldsFor(optionsWith("multiHead", "mean"));
  const some = fieldsAt(own, [1, 2, 3]);
  expect(some).toMatchObject({ features: 3, user: [], histories: [0], shared: [1] });
  expect(some.entities[1]).toEqual({ name: "post", specific: [2] });
  expect(some.sequences).toEqual([{ feature: 0, size: 4, length: 2, candidate: 1 }]);
});
