import { describe, expect, it } from "vitest";
import { csvSchema } from "../../src/config/file-schema.ts";

describe("a dialect", () => {
  it.each([
    [{ delimiter: "§" }, "delimiter, quote and escape are ASCII characters, and no line ends"],
    [{ delimiter: "\n" }, "delimiter, quote and escape are ASCII characters, and no line ends"],
    [{ quote: "“" }, "delimiter, quote and escape are ASCII characters, and no line ends"],
    [{ delimiter: '"' }, "the delimiter must differ from quote and escape"],
    [{ delimiter: "\\", escape: "\\" }, "the delimiter must differ from quote and escape"],
    [{ escape: "\\", nullTokens: ["", "\\N"] }, "a text that means NULL must not hold the delimiter"],
    [{ nullTokens: ['""'] }, "a text that means NULL must not hold the delimiter"],
    [{ delimiter: "|", nullTokens: ["a|b"] }, "a text that means NULL must not hold the delimiter"],
  ])("in which a file could be read in two ways is refused: %j", (csv, message) => {
    expect(csvSchema.safeParse(csv).error?.issues[0].message).toContain(message);
  });

  it.each([{}, { nullTokens: ["\\N", ""] }, { quote: "", nullTokens: ['"'] }, { delimiter: "\u0001", quote: "'" }])(
    "that is clear is taken: %j",
    (csv) => {
      expect(csvSchema.safeParse(csv).success).toBe(true);
    },
  );
});
