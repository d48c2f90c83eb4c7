import { describe, expect, it } from "vitest";
import { retrievalSchema } from "../../../src/config/retrieval-schema.ts";
import type { ProfileArtifact } from "../../../src/data/artifacts/profile.ts";
import type { RetrievalArtifact } from "../../../src/data/artifacts/retrieval.ts";
import { renderRetrieval } from "../../../src/report/retrieval/render-retrieval.ts";
import { retrievalComparisons } from "../../../src/training/two-tower/retrieval-comparisons.ts";
import { corpusSample, partialSample, retrievalSample, withMetrics } from "../../support/retrieval-sample.ts";

const settings = retrievalSchema.parse({
  user: "u",
  item: "i",
  evaluate: [{ domain: "shop", positives: "/secret/held.tsv" }],
});
type Overlap = ProfileArtifact["overlap"];
const overlap: Overlap = {
  users: [
    [60, 5],
    [5, 45],
  ],
  items: null,
};

function render(artifact: RetrievalArtifact, shared: Overlap = overlap): Map<string, string> {
  const comparisons = retrievalComparisons(artifact);
  const files = renderRetrieval({ artifact, comparisons, overlap: shared, settings });
  return new Map(files.map(({ path, text }) => [path, text]));
}

/** The sample with so many domains, each like the first, and so many features of a tower. */
function wide(domains: number, features: number): RetrievalArtifact {
  const all = <T>([first]: readonly T[], count = domains): T[] => new Array<T>(count).fill(first);
  const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
  const weights = (cells: readonly number[][] | null) => cells && all([all(cells[0], features)]);
  const sample = withMetrics(retrievalSample, ({ metrics, corpus }) => ({
    metrics: metrics.map((one) => ({ ...one, domains: all(one.domains) })),
    corpus,
  }));
  return {
    ...sample,
    domains: names("d", domains),
    interactions: all(sample.interactions),
    evaluation: all(sample.evaluation),
    fields: { user: names("u", features), item: names("i", features) },
    models: sample.models.map(({ adaptation, ...model }) => ({
      ...model,
      adaptation: adaptation && { user: weights(adaptation.user), item: weights(adaptation.item) },
    })),
  };
}

describe("the report on retrieval", () => {
  const files = render(retrievalSample);
  const page = files.get("retrieval.md") ?? "";

  it("is the same page for the same numbers", async () => {
    await expect(page).toMatchFileSnapshot("../snapshots/retrieval.md.snap");
    expect(render(retrievalSample)).toEqual(files);
  });

  it("says where the best model is above every other one, which it is not of itself without pseudo labels", () => {
    expect(page).toContain("It is above every other model in 2 of 2 domains: shop, web\\|site.");
  });

  it("says whether the best model beats what needs no training, and where", () => {
    expect(page).toContain("adi is above it in 2 of 2 domains: shop, web\\|site");
  });

  it("says for how many seeds self-training helped", () => {
    expect(page).toContain("the best one for 1 of 2 seeds");
  });

  it("says that nothing chose the epochs where nothing was held out", () => {
    const models = retrievalSample.models.map((model) => ({
      ...model,
      runs: model.runs.map((run) => ({ ...run, validation: null, epochs: { labels: 5, selfTraining: 2 } })),
    }));
    const text = render({ ...retrievalSample, models }).get("retrieval.md");
    expect(text).toContain(
      "Self-training of adi: nothing was held out for validation, so that all epochs with pseudo labels are kept. It changes",
    );
    expect(text).toContain("Epochs of each seed: no training item was held out");
    expect(text).not.toMatch(/best one for|chosen by/);
  });

  it("says what pseudo labels changed, and whether the smallest domain gains most", () => {
    expect(page).toContain("+0.0500 in shop, 0 in web\\|site: shop gains most, not the smallest domain, web\\|site.");
  });

  it("draws the weights of each domain's adaptation layer, and the overlap", () => {
    expect([...files.keys()]).toEqual([
      "retrieval.md",
      "retrieval.html",
      "charts/recall-10.svg",
      "charts/adaptation-1-user.svg",
      "charts/adaptation-1-item.svg",
      "charts/overlap-users.svg",
    ]);
  });

  it("has no chapter on adaptation where no model adapts", () => {
    const models = retrievalSample.models.filter(({ key }) => key === "dnn");
    expect(render({ ...retrievalSample, models }).get("retrieval.md")).not.toContain("Adaptation by domain");
  });

  it("says how many domains and features tables and charts leave out, and where they are", () => {
    const text = render(wide(14, 18), { users: null, items: null }).get("retrieval.md") ?? "";
    // Below the table of recalls, its differences, and the chart of seven domains; the chart of weights has eighteen features.
    expect(text.match(/… and .* more .*/g)).toEqual([
      "… and 2 more domains, in retrieval.json.",
      "… and 7 more domains, in retrieval.json.",
      "… and 2 more domains, in retrieval.json.",
      "… and 2 more features, in retrieval.json.",
      "… and 2 more features, in retrieval.json.",
    ]);
  });

  it("says how many held-out items users have in training, which are not looked for over the corpus", () => {
    expect(page).toContain("held-out items among them are not looked for (4 in all)");
  });

  it("shows no path", () => {
    expect([...files.values()].some((text) => text.includes("/secret"))).toBe(false);
  });
});

describe("the report on an evaluation over the corpus alone", () => {
  const page = render(corpusSample).get("retrieval.md") ?? "";

  it("speaks of the corpus, and says why", () => {
    expect(page).toContain(
      "Best by Recall\\@10 over the corpus, as no candidate list is evaluated, mean over the domains: **adi**, 0.5000 ± 0.0707",
    );
    expect(page).toContain("It is above every other model in 2 of 2 domains: shop, web\\|site.");
    expect(page).toContain(
      "The best method without training is **popularity**, 0.3750; adi is above it in 2 of 2 domains",
    );
    expect(page).toContain("It changes Recall\\@10 over the corpus by +0.0500 in shop, 0 in web\\|site");
  });

  it("has table, chart and differences of the corpus, and none of lists", () => {
    expect(page).toContain("![Recall\\@10 over the corpus](charts/recall-10.svg)");
    expect(page.match(/^### .*Recall.*$/gm)).toEqual([
      "### Recall\\@10 over the corpus",
      "### Differences of Recall\\@10 over the corpus, seed by seed",
    ]);
  });

  it("says that nothing is to be found where that is so", () => {
    const nothing = withMetrics(corpusSample, ({ metrics }) => ({ metrics, corpus: metrics }));
    expect(render(nothing).get("retrieval.md")).toContain(
      "No model has a recall: there is no held-out item to look for.",
    );
  });
});

describe("the report on candidate lists in some domains", () => {
  const page = render(partialSample).get("retrieval.md") ?? "";

  it("counts those domains alone", () => {
    expect(page).toContain("Best by Recall\\@10, mean over 1 of 2 domains: **adi**, 0.5000 ± 0.0000");
    expect(page).toContain("It is above every other model in 1 of 1 domain with a recall: web\\|site.");
    expect(page).toContain("adi is above it in 1 of 1 domain with a recall: web\\|site.");
    expect(page).toContain("It changes Recall\\@10 by 0 in web\\|site: no domain gains.");
  });
});
