import { describe, expect, it } from "vitest";
import { heatMap } from "../../../src/report/charts/heat-map.ts";

const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `n${n}`);

/** What a heat map of so many rows says that it leaves out; columns are the rows again where none are given. */
function leftOut(rows: number, columns?: number): string | undefined {
  const domains = names(rows);
  const cells = domains.map(() => new Array<number>(columns ?? rows).fill(1));
  const others = columns === undefined ? {} : { columns: { names: names(columns), what: "features" } };
  return heatMap({ domains, ...others, cells, measure: "m", format: "score", file: "retrieval.json" }).leftOut;
}

describe("what a heat map leaves out", () => {
  it("is nothing up to sixteen rows and columns", () =>
    expect([leftOut(16), leftOut(2, 16)]).toEqual([undefined, undefined]));

  it("is counted once where columns are the domains again", () =>
    expect(leftOut(18)).toBe("… and 2 more domains, in retrieval.json."));

  it("is counted for columns that are something else", () =>
    expect(leftOut(2, 19)).toBe("… and 3 more features, in retrieval.json."));

  it("is counted for rows and columns", () =>
    expect(leftOut(17, 19)).toBe("… and 1 more domains, in retrieval.json. … and 3 more features, in retrieval.json."));
});
