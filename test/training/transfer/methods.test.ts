import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema.ts";
import { tensorSpecs } from "../../../src/models/network.ts";
import type { MethodInput, Planned } from "../../../src/training/transfer/method-input.ts";
import { transferMethods } from "../../../src/training/transfer/methods.ts";
import { mktMethod } from "../../../src/training/transfer/mkt-method.ts";
import { inOrder } from "../../../src/training/transfer/phase.ts";
import { type TransferAblation, transferNames } from "../../../src/util/transfer-names.ts";
import { expectClose } from "../../support/close.ts";
import { entityConfig, entityFeatures } from "../../support/entity-run.ts";
import { floats, normals } from "../../support/fed.ts";
import { addedLoss, parametersOf } from "../../support/mkt-batch.ts";
import { runOn } from "../../support/run-both.ts";

const encode = { features: [...entityFeatures], domains: ["product", "post"] };
const { base } = configSchema.parse(entityConfig);
/** Posts are the target. */
const input = (given: MethodInput["given"] = {}): MethodInput => ({ encode, target: 1, sources: [0], base, given });
const names = (features: readonly number[]): string[] => features.map((f) => entityFeatures[f].name);
/** The network of MEM, which is trained first. */
const memOf = ({ phase }: Planned) => inOrder(phase)[0].network;
const rowsOf = ({ phase }: Planned) => inOrder(phase).map(({ train, choose }) => [train, choose]);

describe("the ways of training for a target", () => {
  it.each(["mlp", "fibinet"] as const)("%s reads the target's rows and features alone", (name) => {
    const planned = transferMethods[name](input());
    expect(rowsOf(planned)).toEqual([[[1], [1]]]);
    expect(names(planned.phase.features)).toEqual(["segment", "clicked", "site", "likes"]);
  });

  it.each(["mmoe", "ple", "star", "conet", "minet"] as const)(
    "%s reads all rows, and its best epoch is the target's",
    (name) => {
      const planned = transferMethods[name](input());
      expect(rowsOf(planned)).toEqual([[[0, 1], [1]]]);
      expect(planned.phase.features).toHaveLength(6);
    },
  );

  it("finetune starts from the weights of the source", () => {
    const { phase } = transferMethods.finetune(input());
    expect(rowsOf({ phase, options: {} })).toEqual([
      [[0], [0]],
      [[1], [1]],
    ]);
    expect(phase.start?.network).toBe(phase.network);
  });

  it("ctnet freezes what the source's network says of features that no entity has alone", () => {
    const { phase } = transferMethods.ctnet(input());
    expect(rowsOf({ phase, options: {} })).toEqual([
      [[0], [0]],
      [[1], [1]],
    ]);
    expect(names(phase.frozen?.features ?? [])).toEqual(["segment", "clicked", "site"]);
    const theirs = tensorSpecs(phase.frozen?.phase.network ?? phase.network).map(({ name }) => `source/${name}`);
    expect(theirs).toEqual(expect.arrayContaining(phase.network.frozen?.map(({ name }) => name) ?? []));
  });

  it("mkt trains MEM on all rows, and TEM on the target's with MEM frozen", () => {
    const { phase } = transferMethods.mkt(input());
    expect(rowsOf({ phase, options: {} })).toEqual([
      [
        [0, 1],
        [0, 1],
      ],
      [[1], [1]],
    ]);
    expect(names(phase.frozen?.features ?? [])).toEqual(["segment", "clicked", "site", "likes"]);
  });

  it("mkt trains MEM by the loss of target and source alone, whatever other domains the log has", async () => {
    const others = { ...input(), encode: { ...encode, domains: [...encode.domains, "video", "story"] } };
    const [two, four] = [input(), others].map((given) => memOf(transferMethods.mkt(given)));
    const x = normals([4, four.inputSize], 3);
    const domain = floats([4, 2], [1, 0, 1, 0, 0, 1, 0, 1]);
    const { ofTwo, ofFour } = await runOn(
      "cpu",
      (t) => ({
        ofTwo: addedLoss(two, t, t["domain"]),
        ofFour: addedLoss(four, t, tf.concat([t["domain"], tf.zeros([4, 2])], 1)),
      }),
      { ...parametersOf(four.specs), x, domain },
    );
    expectClose(ofFour, ofTwo);
  });

  it("mkt trains each of its models as the config says", () => {
    const given = { memTraining: { dropout: 0.3 }, temTraining: { learningRate: 0.5 } };
    const { phase } = transferMethods.mkt(input(given));
    expect(phase.settings).toMatchObject({ learningRate: 0.5, dropout: base.dropout });
    expect(phase.frozen?.phase.settings).toMatchObject({ learningRate: base.learningRate, dropout: 0.3 });
  });

  it.each(transferNames)("%s has a phase for each key", (name) => {
    const keys = inOrder(transferMethods[name](input()).phase).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("minet refuses a history that there is not", () => {
    const given = { targetHistories: ["cliked"] };
    expect(() => transferMethods.minet(input(given))).toThrow("names no sequence of the user");
  });
});

describe("MKT without a part", () => {
  const keysOf = (ablation: TransferAblation): string[] =>
    inOrder(mktMethod(input(), ablation).phase).map(({ key }) => key);

  it.each([
    ["no-pretraining", ["no-pretraining"]],
    ["no-tem", ["mem"]],
    ["no-pdl", ["mem-no-pdl", "no-pdl"]],
    ["no-hfa", ["mem-no-hfa", "no-hfa"]],
    ["no-user", ["mem", "no-user"]],
    ["no-cross", ["mem", "no-cross"]],
  ] as const)("%s trains MEM anew only where it changes it", (ablation, keys) => {
    expect(keysOf(ablation)).toEqual(keys);
  });

  it("reads no table of MEM for what is not transferred", () => {
    const given = { tem: { transfer: ["user", "shared"] } };
    const readBy = (ablation: "no-user" | "no-shared"): string[] =>
      names(mktMethod(input(given), ablation).phase.frozen?.features ?? []);
    expect([readBy("no-user"), readBy("no-shared")]).toEqual([["site"], ["segment"]]);
  });

  it("trains the target path of MEM with TEM where there is no pre-training", () => {
    const { phase } = mktMethod(input(), "no-pretraining");
    const trained = phase.network.specs.map(({ name }) => name);
    expect(trained).toEqual(expect.arrayContaining(["mem/cke/gate/post/kernel", "tem/head/output/kernel"]));
    expect(trained.filter((name) => /product|independent|tower/.test(name))).toEqual([]);
    expect([phase.embeddings, phase.network.inputSize]).toEqual([2, 2 * 4 * 4]);
  });
});
