import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distinctNames } from "../../src/config/distinct-names.ts";

/** Files as absolute patterns find them: named by their last part. */
const found = (...paths: readonly string[]) => paths.map((path) => ({ path, name: path.replace(/^.*[\\/]/, "") }));
const namesOf = (files: readonly { readonly name: string; readonly path: string }[]): string[] =>
  distinctNames(files).map(({ name }) => name);

describe("distinctNames", () => {
  it.each([
    ["keeps the last part where it is one file's", ["/data/a.csv", "/data/b.csv"], ["a.csv", "b.csv"]],
    ["adds folders to those that share it", ["/x/a.csv", "/y/a.csv", "/y/b.csv"], ["x/a.csv", "y/a.csv", "b.csv"]],
    ["adds no more than it takes", ["/1/x/a.csv", "/2/x/a.csv", "/2/y/a.csv"], ["1/x/a.csv", "2/x/a.csv", "y/a.csv"]],
    [
      "takes all parts but the root where another path ends with them",
      ["/tmp/q/logs/x.csv", "/tmp/q/tmp/q/logs/x.csv"],
      ["tmp/q/logs/x.csv", "q/tmp/q/logs/x.csv"],
    ],
    ["names a file in the root without it", ["/x.csv", "/data/x.csv"], ["x.csv", "data/x.csv"]],
    ["names drives no more than the root", ["C:\\x.csv", "C:\\data\\x.csv"], ["x.csv", "data/x.csv"]],
    ["numbers what its parts do not tell", ["/d/p\\q/b.csv", "/d/p/q/b.csv"], ["d/p/q/b.csv", "(2) d/p/q/b.csv"]],
  ])("%s", (_, paths, names) => {
    expect(namesOf(found(...paths))).toEqual(names);
  });

  it("leaves its name to a file that the config names so, and takes another part", () => {
    const relative = { name: "logs/a.csv", path: "/pipelines/logs/a.csv" };
    expect(namesOf([...found("/x/logs/a.csv", "/y/a.csv"), relative])).toEqual([
      "x/logs/a.csv",
      "y/a.csv",
      "logs/a.csv",
    ]);
  });

  it("keeps the name of a file that is listed twice", () => {
    const twice = { name: "../more/a.csv", path: "/data/more/a.csv" };
    expect(namesOf([twice, twice])).toEqual(["../more/a.csv", "../more/a.csv"]);
  });

  it("gives different paths different names, none of them absolute", () => {
    const folders = fc.array(fc.constantFrom("a", "b", "a\\b"), { minLength: 1, maxLength: 5 });
    const file = fc.record({
      path: folders.map((parts) => `/${parts.join("/")}`),
      shown: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(file, { selector: ({ path }) => path, maxLength: 12 }), (files) => {
        const tail = (path: string, shown: number): string => path.split("/").slice(1).slice(-shown).join("/");
        const names = namesOf(files.map(({ path, shown }) => ({ path, name: tail(path, shown) })));
        expect(new Set(names).size).toBe(files.length);
        expect(names.filter((name) => name.startsWith("/"))).toEqual([]);
      }),
    );
  });

  it("reads each path as often of many files as of few", () => {
    const readsOfEach = (count: number): number => {
      let reads = 0;
      const files = Array.from({ length: count }, (_, i) => ({
        name: "part.csv",
        get path() {
          reads++;
          return `/data/${i}/part.csv`;
        },
      }));
      distinctNames(files);
      return reads / count;
    };
    expect(readsOfEach(400)).toBe(readsOfEach(40));
  });
});
