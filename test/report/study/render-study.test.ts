import { describe, expect, it } from "vitest";
import type { StudyArtifact } from "../../../src/data/artifacts/study.ts";
import { renderStudy } from "../../../src/report/study/render-study.ts";
import { sampleFeatures, sampleStudy, sampleVariant } from "../../support/sample-study.ts";

const full = sampleVariant("dsfm", 0.75, { sensitive: ["site", "age"] });
const less = sampleVariant("no-auxiliary-logit", 0.7, {
  against: "dsfm",
  difference: -0.05,
  differenceByDomain: [-0.01, -0.12],
  pValue: 0.0123,
});
const ablation = sampleStudy("ablation", [full, less]);
const networks = [sampleVariant("shared-dnn", 0.7), { ...less, key: "dsfm", against: "shared-dnn" }];

/** DSFM with one kind of attention of one width. */
const attention = (kind: string, size: number, flopsPerRow: number) =>
  sampleVariant(`${kind}-${size}-1`, 0.7 + size / 1000, {
    options: { attention: kind, embeddingAttentionSize: size, hiddenAttentionSize: 1 },
    flopsPerRow,
    against: kind === "linear" ? null : `linear-${size}-1`,
    difference: kind === "linear" ? null : 0,
  });
const attentions = sampleStudy("attention", [
  attention("linear", 4, 1000),
  attention("linear", 8, 1100),
  attention("softmax", 4, 2000),
  attention("softmax", 8, 2200),
]);

/** The texts of a picture, in the order of its file. */
function texts({ svg }: { svg: string }): string[] {
  return Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text]) => text);
}

/** The same study without any AUC. */
function oneClass(study: StudyArtifact): StudyArtifact {
  const none = { mean: null, deviation: null };
  const variants = study.variants.map((one) => ({
    ...one,
    auc: none,
    aucByDomain: [none, none],
    difference: null,
    differenceByDomain: [null, null],
    pValue: null,
  }));
  return { ...study, variants };
}

describe("the picture of a study", () => {
  it("names variants and domains and writes every mean beside its bar", () => {
    const shown = texts(renderStudy(ablation));
    expect(shown.filter((text) => text === "no-auxiliary-logit")).toHaveLength(3);
    expect(shown.filter((text) => text === "0.7500 ± 0.0020")).toHaveLength(3);
    expect(shown).toEqual(expect.arrayContaining(["all domains", "app", "web"]));
  });

  it("lists all of 27 features with their places on both sides", () => {
    const shown = texts(renderStudy(sampleStudy("dependence", networks, sampleFeatures(27))));
    const places = Array.from({ length: 27 }, (_, f) => f + 1);
    const both = places.flatMap((place) => [`feature_${place}  ${place}`, `${place}  feature_${28 - place}`]);
    expect(shown).toEqual(expect.arrayContaining(both));
    expect(shown).toEqual(expect.arrayContaining(["shared-dnn", "dsfm", "selected", "not selected"]));
  });

  it("colours the selected features", () => {
    const { svg } = renderStudy(sampleStudy("dependence", networks, sampleFeatures(5)));
    const colored = Array.from(svg.matchAll(/<text[^>]*fill="#D55E00"[^>]*>([^<]*)<\/text>/g), ([, text]) => text);
    expect(colored).toEqual(["feature_2  2", "feature_3  3", "3  feature_3", "4  feature_2"]);
  });

  it("keeps the selected features among more than it has room for, and says how many are left out", () => {
    const rendered = renderStudy(sampleStudy("dependence", networks, sampleFeatures(115)));
    expect(texts(rendered)).toEqual(expect.arrayContaining(["feature_2  2", "feature_3  3"]));
    expect(rendered.markdown).toContain("… and 55 more features, in study.json.");
  });

  it("keeps the place of a feature whose name is wider than its room", () => {
    const features = sampleFeatures(3, (f) => `${"W".repeat(60)}${f}`);
    const shown = texts(renderStudy(sampleStudy("dependence", networks, features)));
    expect(shown.filter((text) => /^W+….*…? {2}[123]$/.test(text))).toHaveLength(3);
  });

  it("draws linear and softmax attention as two series and says what the sizes are", () => {
    const shown = texts(renderStudy(attentions));
    expect(shown).toEqual(expect.arrayContaining(["linear attention", "softmax attention", "test AUC"]));
    expect(shown).toContain("dots from small to large: d&#39; 4/1, 8/1 (embedding layer/hidden layers)");
  });

  it.each([
    ["ablation", ablation],
    ["dependence", sampleStudy("dependence", networks, sampleFeatures(4))],
    ["extractor-input", sampleStudy("extractor-input", [full, { ...less, sensitive: ["city"] }])],
    ["attention", attentions],
  ])("of %s has no number that is none, with and without an AUC, and the same bytes again", (_, study) => {
    const { svg } = renderStudy(study);
    expect(svg + renderStudy(oneClass(study)).svg).not.toMatch(/NaN|undefined|Infinity|null|zr\d/);
    expect(renderStudy(study).svg).toBe(svg);
  });
});

describe("the reading of a study", () => {
  const reading = (study: StudyArtifact): string[] =>
    renderStudy(study)
      .markdown.split("\n")
      .filter((line) => line.startsWith("- "));

  it("says which variant is best, how far the others are, whether that is chance, and where it is largest", () => {
    expect(reading(ablation)).toEqual([
      "- Best by mean test AUC: **dsfm**, 0.7500 ± 0.0020 over 2 seeds.",
      "- **no-auxiliary-logit** is 0.0500 below **dsfm**: more than chance (p = 0.0123). Largest in domain web: −0.1200.",
    ]);
  });

  it.each([
    [0.4, "within chance (p = 0.4000)"],
    [null, "one seed cannot tell it from chance"],
  ])("with p = %s says %s", (pValue, words) => {
    expect(reading(sampleStudy("ablation", [full, { ...less, pValue }]))[1]).toContain(words);
  });

  it("counts the selected features that move", () => {
    // Of five, the second falls to the fourth place; the third stays.
    expect(reading(sampleStudy("dependence", networks, sampleFeatures(5))).slice(0, 2)).toEqual([
      "- Of 2 selected features, 0 stand further forward in dsfm, 1 further back and 1 at the same place.",
      "- Their mean place among 5 features is 2.5 in shared-dnn and 3.5 in dsfm.",
    ]);
  });

  it("names what the extractors read and warns when the two overlap", () => {
    const lines = reading(sampleStudy("extractor-input", [full, { ...less, sensitive: ["age", "city"] }]));
    expect(lines.slice(2)).toEqual([
      "- **dsfm** reads site, age.",
      "- **no-auxiliary-logit** reads age, city.",
      "- Both of these read 1 of 2 features in common.",
    ]);
  });

  it("tells the cost of softmax attention in shares of linear", () => {
    expect(reading(attentions)[2]).toBe(
      "- **softmax-8-1** and **linear-8-1** have the same mean AUC. It takes 2.00 times its FLOPs.",
    );
  });

  it("says so when no row of the test split is of the other class", () => {
    expect(reading(oneClass(ablation))).toEqual([
      "- No variant has a test AUC: the test rows are of one class.",
      "- **no-auxiliary-logit** has no AUC to compare.",
    ]);
  });
});
