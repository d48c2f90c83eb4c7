import { describe, expect, it } from "vitest";
import { lineProgress } from "../../src/cli/progress/lines.ts";
import { describeProgress } from "../../src/cli/progress/progress.ts";
import { describeSpeed, speedometer } from "../../src/cli/progress/speed.ts";

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

describe("speed", () => {
  const epoch = { message: "epoch 1", detail: "loss 0.5", total: 4000, unit: "rows", after: 36_000 };

  it("tells the rows of a second, what is left of the epoch, and of all at most", () => {
    expect(describeProgress({ ...epoch, done: 1000 }, 250)).toBe(
      "epoch 1, loss 0.5: 1,000 of 4,000 rows (25 %), 250 rows/s, 12 s left, at most 3 min in all",
    );
  });

  it("leaves the end of all away where nothing follows, and the rest where the total is not known", () => {
    expect(describeSpeed({ message: "rows", done: 10, total: 36_010 }, 2.5)).toBe(", 2.5 /s, 4.0 h left");
    expect(describeSpeed({ message: "rows", done: 10, unit: "rows" }, 2500)).toBe(", 2,500 rows/s");
  });

  it("is measured from the first report of an epoch, over a second at least", () => {
    const times = [0, 500, 2000, 9000, 9500, 10_000];
    const speedOf = speedometer(() => times.shift() ?? NaN);
    const done = [100, 200, 500];
    const first = done.map((rows) => speedOf({ message: "epoch 1", done: rows }));
    const second = done.map((rows) => speedOf({ message: "epoch 2", done: rows }));
    expect([first, second]).toEqual([
      [undefined, undefined, 200],
      [undefined, undefined, 400],
    ]);
  });

  it("begins anew when less is done than before", () => {
    const times = [0, 1000, 2000, 4000];
    const speedOf = speedometer(() => times.shift() ?? NaN);
    expect([0, 300, 100, 300].map((done) => speedOf({ message: "rows", done }))).toEqual([
      undefined,
      300,
      undefined,
      100,
    ]);
  });
});
