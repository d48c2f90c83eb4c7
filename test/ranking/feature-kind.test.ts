import { describe, expect, it } from "vitest";
import { featureKinds } from "../../src/ranking/feature-kind.ts";

describe("featureKinds", () => {
  it("calls a feature with other distributions domain-sensitive when the model uses it, and else distribution only", () => {
    // The median dependence is 4, so 1.9 is hardly used and 2 is used.
    const features = [8, 4, 2, 1.9, 6].map((dependence) => ({ differsBy: "distribution" as const, dependence }));
    expect(featureKinds(features)).toEqual([
      "domain-sensitive",
      "domain-sensitive",
      "domain-sensitive",
      "distribution-only",
      "domain-sensitive",
    ]);
  });

  it("takes the mean of the middle two of an even number of features", () => {
    const features = [1, 3, 5, 7].map((dependence) => ({ differsBy: "distribution" as const, dependence }));
    // The median is 4: half of it is 2.
    expect(featureKinds(features)[0]).toBe("distribution-only");
    expect(featureKinds(features)[1]).toBe("domain-sensitive");
  });

  it("does not look at the dependence of features that differ by effect or not at all", () => {
    expect(
      featureKinds([
        { differsBy: "effect", dependence: 0 },
        { differsBy: "nothing", dependence: 9 },
      ]),
    ).toEqual(["effect-only", "alike"]);
  });

  it("calls a feature that nothing is known of alike, whatever the others are", () => {
    expect(featureKinds([{ differsBy: "nothing", dependence: 0 }])).toEqual(["alike"]);
  });
});
