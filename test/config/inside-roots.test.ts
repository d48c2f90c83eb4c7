import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { requireInside } from "../../src/config/inside-roots.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const folder = temporaryFolder();
const root = join(folder, "root");
const file = (path: string) => [{ name: path, path: join(folder, path) }];

beforeAll(() => {
  for (const name of ["root", "root2"]) mkdirSync(join(folder, name));
  for (const name of ["root/a.csv", "root2/b.csv", "root/..c.csv"]) writeFileSync(join(folder, name), "");
  symlinkSync(join(folder, "root2/b.csv"), join(root, "link.csv"));
});

it.each(["root/a.csv", "root/..c.csv", "root2/../root/a.csv"])("lets a pipeline read %s inside the root", (path) => {
  expect(() => requireInside(file(path), [root])).not.toThrow();
});

it.each([
  ["a folder whose name begins alike", "root2/b.csv"],
  ["a way out", "root/../root2/b.csv"],
  ["a link that leads out", "root/link.csv"],
])("refuses %s", (_, path) => {
  expect(() => requireInside(file(path), [root])).toThrow(`names ${path}, which is in none of the folders of --root`);
});

it("reads everything that is named where no root is declared", () => {
  expect(() => requireInside(file("root2/b.csv"), [])).not.toThrow();
});
