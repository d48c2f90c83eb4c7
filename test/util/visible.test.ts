import { describe, expect, it } from "vitest";
import { shorten, terminalText, visible, visibleJson } from "../../src/util/visible.ts";

describe("text from the data", () => {
  it.each([
    ["a line break", "a\r\nb\nc", "a↵b↵c"],
    ["an escape sequence", "\u001b[31mred", "�[31mred"],
    ["a control character of eight bits", "\u009b31m", "�31m"],
    ["a right-to-left override", "\u202egnp", "�gnp"],
    ["half of a character", "\ud800", "�"],
  ])("shows %s on its line", (_, text, shown) => expect(visible(text)).toBe(shown));

  it("keeps joiners, which shape letters", () => expect(visible("👩\u200d🚀")).toBe("👩\u200d🚀"));

  it("is cut by characters", () => expect(shorten("😀😀😀", 2)).toBe("😀…"));
});

it("keeps the lines of a text for a terminal, and nothing that moves its cursor", () => {
  expect(terminalText("one\n\u001b[2Jtwo\r\n", 10)).toBe("one\n�[2Jtwo↵\n");
});

it("writes what is invisible in JSON as escapes of the same strings", () => {
  const value = { "\u202ea": ["\u009b", "\u{e0001}", "plain"] };
  const shown = visibleJson(JSON.stringify(value, null, 2));
  expect(shown).toContain("\\u009b");
  expect(visible(shown.replaceAll("\n", ""))).toBe(shown.replaceAll("\n", ""));
  expect(JSON.parse(shown)).toEqual(value);
});
