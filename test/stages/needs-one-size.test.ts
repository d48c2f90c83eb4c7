import { describe, expect, it } from "vitest";
import { configSchema, type ConfigInput } from "../../src/config/schema.ts";
import { trainDeclaration } from "../../src/stages/declared/train.ts";
import { transferDeclaration } from "../../src/stages/declared/transfer.ts";

const even: ConfigInput["features"] = { city: { kind: "categorical" }, price: { kind: "numerical" } };
const uneven: ConfigInput["features"] = { ...even, city: { kind: "categorical", embedding: 16 } };
const sharing: ConfigInput["features"] = {
  home: { kind: "categorical" },
  visited: { kind: "categorical", sequence: "list", vocabulary: "home", embedding: 16 },
};

function configOf(features: ConfigInput["features"], more: Partial<ConfigInput>) {
  return configSchema.parse({ name: "t", dataset: { files: ["x.csv"] }, domain: "d", label: "y", features, ...more });
}

describe("models that compare embeddings of all features", () => {
  it.each([
    ["dsfm needs", ["shared-dnn", "dsfm"] as const],
    ["dsfm and fibinet need", ["dsfm", "fibinet"] as const],
  ])("are refused before any stage runs where embeddings have several sizes: %s", (who, models) => {
    const refused = trainDeclaration.refusal?.(configOf(uneven, { train: { models: [...models] } }));
    expect(refused).toMatchObject({ what: `${who} embeddings of one size`, value: { city: 16, price: 8 } });
  });

  it("are refused in transfer, by the models that group features", () => {
    const transfer = { target: "a", models: ["mlp", "mkt"] as ("mlp" | "mkt")[] };
    const refused = transferDeclaration.refusal?.(configOf(uneven, { transfer }));
    expect(refused).toMatchObject({ what: "mkt needs embeddings of one size" });
    expect(transferDeclaration.refusal?.(configOf(even, { transfer }))).toBeUndefined();
    expect(
      transferDeclaration.refusal?.(configOf(uneven, { transfer: { target: "a", models: ["mlp"] } })),
    ).toBeUndefined();
  });

  it("are accepted where sizes are equal, and where the model does not compare them", () => {
    expect(trainDeclaration.refusal?.(configOf(even, { train: { models: ["dsfm"] } }))).toBeUndefined();
    expect(trainDeclaration.refusal?.(configOf(uneven, { train: { models: ["shared-dnn"] } }))).toBeUndefined();
  });

  it("count a feature that shares a vocabulary by the size of the one that owns it", () =>
    expect(trainDeclaration.refusal?.(configOf(sharing, { train: { models: ["dsfm"] } }))).toBeUndefined());
});
