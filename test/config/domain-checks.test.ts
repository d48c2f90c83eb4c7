import { describe, expect, it } from "vitest";
import { domainChecks } from "../../src/config/domain-checks.ts";
import { configSchema, type ConfigInput } from "../../src/config/schema.ts";

const evaluate = (...domains: readonly string[]) => domains.map((domain) => ({ domain, positives: "p.tsv" }));
const listed: Partial<ConfigInput> = { domain: { column: "site", values: ["home", "search"] } };
const ofEntities: Partial<ConfigInput> = {
  dataset: { entities: { home: { files: ["h.csv"] }, search: { files: ["s.csv"] } } },
  domain: "entity",
};

function problemsOf(more: Partial<ConfigInput>): string[] {
  const config = configSchema.parse({
    name: "t",
    dataset: { files: ["x.csv"] },
    domain: "site",
    label: "y",
    features: { u: { kind: "categorical" }, i: { kind: "categorical" } },
    ...more,
  });
  return domainChecks(config).map(({ path, what, remedy }) => `${path.join(".")} ${what}: ${remedy}`);
}

describe("domainChecks", () => {
  it.each([
    ["a target", { transfer: { target: "serch" } }, "transfer.target"],
    ["a source", { transfer: { target: "home", source: "serch" } }, "transfer.source"],
    ["one of several sources", { transfer: { target: "home", source: ["search", "serch"] } }, "transfer.source.1"],
    ["a weight", { base: { weights: { domain: { home: 2, serch: 1 } } } }, "base.weights.domain.serch"],
    [
      "what is evaluated",
      { retrieval: { user: "u", item: "i", evaluate: evaluate("home", "serch") } },
      "retrieval.evaluate.1.domain",
    ],
  ])("refuses %s that is not among the listed domains", (_, more, place) => {
    const problem = `${place} is not a domain of the log: did you mean \`search\`?`;
    expect(problemsOf({ ...listed, ...more })).toEqual([problem]);
  });

  it("knows the domains of a log of entities", () => {
    expect(problemsOf({ ...ofEntities, transfer: { target: "page" } })).toEqual([
      "transfer.target is not a domain of the log: the domains are: home, search",
    ]);
  });

  it("leaves names to the log where the config lists no domains", () => {
    expect(problemsOf({ transfer: { target: "anything", source: "else" } })).toEqual([]);
  });

  it("accepts domains that are listed", () => {
    const weights = { domain: { search: 2 } };
    expect(problemsOf({ ...listed, base: { weights }, transfer: { target: "home", source: "search" } })).toEqual([]);
  });

  it("refuses a target that is a source, whatever the domains are", () => {
    expect(problemsOf({ transfer: { target: "home", source: ["search", "home"] } })).toEqual([
      "transfer.source.1 names the target itself: leave transfer.source out, or name other domains",
    ]);
  });
});
