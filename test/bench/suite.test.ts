import { beforeAll, describe, expect, it } from "vitest";
import { peerPython } from "../../bench/parts/peer.ts";
import { agree } from "../../bench/parts/line.ts";
import { small } from "../../bench/parts/sizes.ts";
import { type PartName, parts, runSuite, type SuiteResult, suiteTable } from "../../bench/parts/suite.ts";

/** A peer whose results differ from ours is an error of the part, so that these runs check them too where peers are installed. */
describe.each(Object.keys(parts) as PartName[])("the benchmark of %s at a small size", (name) => {
  let result: SuiteResult;
  beforeAll(async () => {
    result = await runSuite([name], small);
  });

  it("has a rate of ours in every line", () => {
    expect(result.lines.filter(({ ours }) => !(ours > 0))).toEqual([]);
    expect(result.lines.length).toBeGreaterThan(0);
  });

  it("compares with a peer or says that it is not installed", () => {
    const incomplete = result.lines.filter(({ theirs, ratio }) => (theirs === null) !== (ratio === null));
    expect(incomplete).toEqual([]);
    const missing = result.lines.filter(({ theirs }) => theirs === null).length;
    expect(suiteTable(result).split("not installed").length - 1).toBe(missing);
  });

  it.runIf(peerPython() === null)("compares with itself alone without a virtual environment", () => {
    expect(result.lines.every(({ theirs }) => (theirs === null) === (name !== "products"))).toBe(true);
  });
});

it("refuses to compare the times of different results", () => {
  expect(() => agree("a sum", [1, 2], [1, 2.1], 0.01)).toThrow("a sum: the results differ by 0.1");
  expect(() => agree("a sum", [1], [1, 2], 0.01)).toThrow("differ by Infinity");
});
