import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.ts";
import { encodeSlice } from "../../src/data/encode/slice.ts";

/** A pipeline whose `authors` may share the vocabulary of `author`. @param features more of them, as YAML */
const pipeline = (features: string): string => `name: tiny
dataset: { files: ["*.csv"] }
domain: site
label: click
features:
  author: { kind: categorical, minCount: 5, embedding: 16 }
  age: { kind: numerical }
${features}
`;

describe("a feature that shares a vocabulary", () => {
  it("is encoded with the least count and the embedding size of the feature that it shares it with", () => {
    const config = parseConfig(
      pipeline("  authors: { kind: categorical, sequence: list, vocabulary: author }"),
      "tiny.yaml",
    );
    expect(encodeSlice(config).features["authors"]).toEqual({
      minCount: 5,
      embedding: 16,
      maxLength: 50,
      vocabulary: "author",
    });
  });

  it("changes nothing of what encode reads of the others", () => {
    const { author } = encodeSlice(parseConfig(pipeline(""), "tiny.yaml")).features;
    expect(author).toEqual({ minCount: 5, embedding: 16, maxLength: null });
  });

  it.each([
    ["no feature", "{ kind: categorical, vocabulary: autor }", "is not a feature", "did you mean `author`?"],
    ["the feature itself", "{ kind: categorical, vocabulary: x }", "is the feature itself", "leave the key out"],
    [
      "a number",
      "{ kind: categorical, vocabulary: age }",
      "categorical features only",
      "make both features categorical",
    ],
    [
      "a category, for a number",
      "{ kind: numerical, vocabulary: author }",
      "categorical features only",
      "leave the key",
    ],
    [
      "one of another embedding size",
      "{ kind: categorical, vocabulary: author, embedding: 8 }",
      "features.x.embedding: differs",
      "set it for author",
    ],
    [
      "one of another least count",
      "{ kind: categorical, vocabulary: author, minCount: 2 }",
      "features.x.minCount: differs",
      "set it for author",
    ],
    [
      "one that shares itself",
      "{ kind: categorical, vocabulary: y }\n  y: { kind: categorical, vocabulary: author }",
      "shares the vocabulary of a third feature",
      "name that one: author",
    ],
  ])("cannot name %s", (_, feature, what, remedy) => {
    const pending = (): unknown => parseConfig(pipeline(`  x: ${feature}`), "tiny.yaml");
    expect(pending).toThrow(what);
    expect(pending).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ remedy: expect.stringContaining(remedy) as unknown }) as unknown,
      }),
    );
  });
});
