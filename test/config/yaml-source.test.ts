import { describe, expect, it } from "vitest";
import { parseYaml } from "../../src/config/yaml-source.ts";

/** Nine levels of nine aliases each: 9^9 texts. */
const laughs = ["a: &a [x,x,x,x,x,x,x,x,x]"]
  .concat(
    Array.from(
      { length: 8 },
      (_, i) => `${"bcdefghi"[i]}: &${"bcdefghi"[i]} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]`,
    ),
  )
  .join("\n");

describe("YAML of a config", () => {
  it.each([
    ["a tag of its own", "a: !!js/function 'x'", /t\.yaml:1:4: not valid YAML: Unresolved tag/],
    ["aliases that expand to millions", laughs, /aliases expand too far/],
    ["an alias inside itself", "a: &a [*a]", /aliases expand too far/],
    ["a key twice", "a: 1\na: 2", /t\.yaml:2:1: not valid YAML: Map keys must be unique/],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseYaml(text, "t.yaml")).toThrow(message);
  });

  it("knows aliases", () => {
    expect(parseYaml("a: &a { b: 1 }\nc: *a", "t.yaml").value).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });
});
