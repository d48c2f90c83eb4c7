import { describe, expect, it } from "vitest";
import { configSchema, type ConfigInput } from "../../src/config/schema.ts";
import { transferDeclaration } from "../../src/stages/declared/transfer.ts";

type Options = NonNullable<NonNullable<ConfigInput["transfer"]>["options"]>["mkt"];

const item: ConfigInput["features"] = { item: { kind: "categorical" }, age: { kind: "numerical", role: "user" } };
const bought = { kind: "categorical", role: "user", sequence: "list" } as const;

function refused(mkt: Options, features = item, models: ("mkt" | "mlp")[] = ["mkt"]) {
  const transfer = { target: "a", models, options: { mkt } };
  const log = { name: "t", dataset: { files: ["x.csv"] }, domain: "d", label: "y", features };
  return transferDeclaration.refusal?.(configSchema.parse({ ...log, transfer }));
}

describe("options of MKT that do not fit together", () => {
  const uneven = { mem: { expertHidden: [32, 16], independentHidden: [8] } };

  it("are refused before any stage runs: extractors of two sizes", () => {
    const what = "common and independent knowledge must have the same size: their cosine is taken";
    expect(refused(uneven)).toMatchObject({ what, value: { expertHidden: [32, 16], independentHidden: [8] } });
    expect(refused({ mem: { expertHidden: [32, 16] } })).toMatchObject({ what });
  });

  it("are accepted without independent extractors, and where MKT is not trained", () => {
    expect(refused({ mem: { ...uneven.mem, gamma: 0 } })).toBeUndefined();
    expect(refused(uneven, item, ["mlp"])).toBeUndefined();
    expect(refused({})).toBeUndefined();
  });

  it.each(["mem", "tem"] as const)(
    "are refused: heads of %s that do not divide the embeddings of a history",
    (part) => {
      const history = { ...item, bought: { ...bought, vocabulary: "item" } };
      const what = "the heads of the sequence encoder must divide the embedding size";
      expect(refused({ [part]: { heads: 3 } }, history)).toMatchObject({ what, value: { heads: 3, embeddingSize: 8 } });
      expect(refused({ [part]: { heads: 4 } }, history)).toBeUndefined();
      expect(refused({ [part]: { heads: 3, sequenceEncoder: "attention" } }, history)).toBeUndefined();
    },
  );

  it("are accepted: heads of an encoder that no history needs", () => {
    expect(refused({ mem: { heads: 3 } })).toBeUndefined();
    expect(refused({ mem: { heads: 3 } }, { ...item, bought })).toBeUndefined();
    const ofEntity = { kind: "categorical", role: "entity-specific:a" } as const;
    expect(
      refused({ mem: { heads: 3 } }, { item: ofEntity, bought: { ...bought, vocabulary: "item" } }),
    ).toBeUndefined();
  });
});
