import { expect, it } from "vitest";
import { overlapSection } from "../../../src/report/sections/overlap.ts";

/** The kinds of the blocks about users, and the texts of its paragraphs, where each of so many domains shares one user with each. */
function blocksOf(count: number, file?: string): unknown[] {
  const domains = Array.from({ length: count }, (_, d) => ({ name: `d${d}` }));
  const row = Object.fromEntries(domains.map(({ name }) => [name, 1]));
  const users = Object.fromEntries(domains.map(({ name }) => [name, row]));
  const { blocks } = overlapSection({ overlap: { users, items: null }, domains, file });
  return blocks.map((block) => (block.kind === "paragraph" ? block.text : block.kind));
}

it("tables the counts of few domains, and says where those of many are", () => {
  expect(blocksOf(12).slice(0, 3)).toEqual(["heading", "table", "chart"]);
  expect(blocksOf(13).slice(0, 3)).toEqual(["heading", "The counts of all 13 domains are in results.json.", "chart"]);
  expect(blocksOf(13, "profile.json")[1]).toBe("The counts of all 13 domains are in profile.json.");
});
