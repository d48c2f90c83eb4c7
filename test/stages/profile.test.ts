import { beforeAll, describe, expect, it } from "vitest";
import { type ProfileArtifact, profileSchema } from "../../src/data/artifacts/profile.ts";
import { artifact, profiledLog, query } from "../support/audited-log.ts";

// user u0 in a and b, u1 in a, u2 in b, u3 in all three; an empty list, a null number, a quoted empty text.
const lines = [
  "a,1,0,u0,i0,1,x^y",
  "a,0,1,u1,i0,2,x^x",
  "a,0,2,u3,i1,,",
  "b,1,3,u0,i0,2,y",
  "b,1,4,u2,i2,4,z^z^z^y",
  "c,0,5,u3,i2,8,",
  'c,1,6,u3,,8,""',
  "c,1,7,,i2,9,x",
  "c,0,8,u3,i2,1,x",
];
const text = `d,y,k,u,i,price,tags\n${lines.join("\n")}\n`;

describe("profile", () => {
  let run: string;
  let profile: ProfileArtifact;
  beforeAll(async () => {
    const log = await profiledLog(text, {
      user: "u",
      item: "i",
      features: {
        price: { kind: "numerical" },
        i: { kind: "categorical" },
        tags: { kind: "categorical", sequence: { delimiter: "^" } },
      },
    });
    ({ run } = log);
    profile = profileSchema.parse(artifact(run, "02-profile/profile.json"));
  });

  it("counts samples, positives, users and items of each domain, and the splits add up", () => {
    expect(profile.domains.map(({ rows, positives, users, items }) => [rows, positives, users, items])).toEqual([
      [3, 1, 3, 2],
      [2, 2, 2, 2],
      [4, 2, 1, 1],
    ]);
    const sums = profile.domains.map(({ splits }) => splits.reduce((sum, split) => sum + split.rows, 0));
    expect(sums).toEqual([3, 2, 4]);
  });

  it("counts users and items in both of two domains, its own on the diagonal", () => {
    expect(profile.overlap.users).toEqual([
      [3, 1, 1],
      [1, 2, 0],
      [1, 0, 1],
    ]);
    expect(profile.overlap.items).toEqual([
      [2, 1, 0],
      [1, 2, 1],
      [0, 1, 1],
    ]);
  });

  it("gives exact quantiles, mean and standard deviation of the numbers of a domain", () => {
    const { numeric, nulls, distinct } = profile.features[0].byDomain[2];
    expect(numeric).toMatchObject({ mean: 6.5, min: 1, q25: 1, q50: 8, q75: 8, max: 9 });
    // ((5.5)^2 + 2 (1.5)^2 + (2.5)^2) / 4 = 10.25
    expect(numeric?.std).toBeCloseTo(Math.sqrt(10.25), 12);
    expect([nulls, distinct]).toEqual([0, 3]);
    expect(profile.features[0].overall.nulls).toBe(1);
  });

  it("names the most frequent values with NULL among them", () => {
    expect(profile.features[1].byDomain[2].top).toEqual([
      { value: "i2", elements: 3 },
      { value: null, elements: 1 },
    ]);
  });

  it("counts elements of sequences, and rows that are NULL or empty", () => {
    const { overall, byDomain } = profile.features[2];
    expect(overall).toMatchObject({ rows: 9, nulls: 3, elements: 11, distinct: 3 });
    expect(byDomain[0].meanLength).toBeCloseTo(4 / 3, 12);
  });

  it("shares a mass of one among the elements of a row", async () => {
    const [{ mass }] = await query(
      `SELECT CAST(SUM(mass) AS VARCHAR) AS mass FROM '${run}/02-profile/values/002.parquet'`,
    );
    // Six rows have elements, and every share is a binary fraction here.
    expect(Number(mass)).toBe(6 * 2 ** 30);
  });
});
