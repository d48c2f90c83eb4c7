import { expect, it } from "vitest";
import { whyNothingSelected } from "../../src/report/why-nothing-selected.ts";

interface Rules {
  readonly minScore: number;
  readonly aboveNoise?: boolean;
}

/** Of four features: one above its noise floor, two within theirs, one without a score. */
function why({ minScore, aboveNoise }: Rules): string {
  const row = { group: "categorical-scalar", rank: 1, noiseFloor: 0.5, dependenceRank: 1, selected: false };
  return whyNothingSelected({
    ranking: [
      { ...row, feature: "clear", ds: 0.9, aboveNoise: true, notScored: null },
      { ...row, feature: "noisy", ds: 0.3, aboveNoise: false, notScored: null },
      { ...row, feature: "noisier", ds: 0.1, aboveNoise: false, notScored: null },
      { ...row, feature: "constant", ds: null, aboveNoise: false, notScored: "one value in every row" },
    ],
    selection: { rules: { explicit: null, minScore, ...(aboveNoise !== undefined && { aboveNoise }) } },
  });
}

const noisy = "do not differ between domains beyond what sampling alone explains";

it.each([
  [
    "counts each feature under the first rule that rejects it",
    { minScore: 1000, aboveNoise: true },
    `2 of 4 features ${noisy}; 1 score less than select.minScore = 1000; 1 cannot be scored`,
  ],
  [
    "does not speak of noise where that rule is off",
    { minScore: 1000, aboveNoise: false },
    "3 of 4 features score less than select.minScore = 1000; 1 cannot be scored",
  ],
  [
    "takes the rule as on where earlier results do not say",
    { minScore: 1000 },
    `2 of 4 features ${noisy}; 1 score less than select.minScore = 1000; 1 cannot be scored`,
  ],
])("%s", (_, rules, said) => {
  expect(why(rules)).toBe(said);
});
