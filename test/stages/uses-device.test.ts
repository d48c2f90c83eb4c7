import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { stages } from "../../src/stages/index.ts";

const source = (name: string): string =>
  readFileSync(`src/stages/${name.startsWith("study-") ? "study" : name}.ts`, "utf8");

it.each(stages.map((stage) => [stage.name, stage] as const))(
  "%s has the device in its fingerprint where it opens one, and only there",
  (name, stage) => {
    expect(stage.usesDevice === true).toBe(source(name).includes("openDevice("));
  },
);
