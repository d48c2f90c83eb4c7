import { describe, expect, it } from "vitest";
import { lineProgress } from "../../src/cli/progress/lines.ts";
import { describeProgress } from "../../src/cli/progress/progress.ts";

describe("describeProgress", () => {
  it.each([
    [{ message: "reading" }, "reading"],
    [{ message: "reading", done: 1200, unit: "rows" }, "reading: 1,200 rows"],
    [{ message: "epoch 2", done: 1200, total: 4000, unit: "rows" }, "epoch 2: 1,200 of 4,000 rows (30 %)"],
    [{ message: "empty", done: 0, total: 0 }, "empty: 0 of 0"],
  ])("words %j", (progress, text) => {
    expect(describeProgress(progress)).toBe(text);
  });
});

describe("lineProgress", () => {
  it("writes a line for a new message, not for every step", () => {
    const lines: string[] = [];
    const { observer } = lineProgress((line) => lines.push(line));
    observer.started("ingest");
    for (const done of [1, 2, 3]) observer.progress("ingest", { message: "reading", done });
    observer.progress("ingest", { message: "writing" });
    observer.warned("ingest", "odd");
    expect(lines).toEqual(["ingest      reading: 1", "ingest      writing", "ingest      warning: odd"]);
  });
});
