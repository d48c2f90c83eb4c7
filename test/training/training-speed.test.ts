import { expect, test } from "vitest";
import { readSpeedNotes, TrainingSpeed } from "../../src/training/training-speed.ts";

test("the speed of a model is that of all its epochs together, and its notes can be read again", () => {
  const speed = new TrainingSpeed();
  speed.add("dsfm", 1_000_000, 10);
  speed.add("shared-dnn", 3000, 2);
  speed.add("dsfm", 1_000_000, 30);
  expect(speed.notes()).toEqual(["dsfm: 50,000 training rows/s", "shared-dnn: 1,500 training rows/s"]);
  const notes = ["10 runs", "device cpu: as asked", ...speed.notes()];
  expect(readSpeedNotes(notes)).toEqual(
    new Map([
      ["dsfm", 50_000],
      ["shared-dnn", 1500],
    ]),
  );
});

test("a model whose runs were all finished before has no speed", () => {
  expect(new TrainingSpeed().notes()).toEqual([]);
});
