import { describe, expect, it } from "vitest";
import { entityDomains, entityRows } from "../../../src/training/transfer/entity-domains.ts";

const domains = ["post", "product", "video"];
/** Rows of each split by domain and label. */
const counts = [
  Float64Array.of(5, 1, 2, 2, 0, 0),
  Float64Array.of(1, 1, 1, 0, 0, 0),
  Float64Array.of(2, 0, 3, 1, 4, 4),
];

describe("the entities of transfer", () => {
  it("are the target and all others", () => {
    expect(entityDomains({ target: "product" }, domains)).toEqual({ target: 1, sources: [0, 2] });
  });

  it("are the target and the sources that are named, in the order of the domains", () => {
    const named = entityDomains({ target: "product", source: ["video", "post"] }, domains);
    expect(named).toEqual({ target: 1, sources: [0, 2] });
    expect(entityDomains({ target: "product", source: "post" }, domains)).toEqual({ target: 1, sources: [0] });
  });

  it.each([
    [{ target: "produkt" }, "transfer.target is not a domain of the log", "did you mean product?"],
    [{ target: "music" }, "transfer.target is not a domain of the log", "the domains are: post, product, video"],
    [{ target: "post", source: "vide" }, "transfer.source is not a domain of the log", "did you mean video?"],
    [{ target: "post", source: "post" }, "transfer.source names the target itself", "among: product, video"],
  ])("are refused: %o", (given, what, remedy) => {
    const error: unknown = expect.objectContaining({ what, remedy: expect.stringContaining(remedy) as string });
    expect(() => entityDomains(given, domains)).toThrow(expect.objectContaining({ details: error }) as Error);
  });

  it("have rows of each split, of both labels", () => {
    expect(entityRows({ target: 1, sources: [0] }, counts, domains)).toEqual({
      target: { train: 4, valid: 1, test: 4 },
      sources: { train: 6, valid: 2, test: 2 },
    });
  });

  it.each([
    [{ target: 2, sources: [0] }, "the target, video, has no rows in the train split"],
    [{ target: 1, sources: [2] }, "the source, video, has no rows in the train split"],
  ])("need rows to train on: %o", (entities, message) => {
    expect(() => entityRows(entities, counts, domains)).toThrow(message);
  });
});
