// Control and format characters, line separators and lone surrogates could hide or move what a reader sees; joiners shape letters.
const hidden = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text from the data on one line: line breaks become `↵`, other invisible characters `�`. */
export function visible(text: string): string {
  return text.replace(/\r\n|[\r\n]/gu, "↵").replace(hidden, "�");
}

/** `visible` text of at most `limit` characters; the last one is `…` where it was cut. */
export function shorten(text: string, limit: number): string {
  const characters = Array.from(visible(text.slice(0, 4 * limit)));
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : characters.join("");
}

/** Lines of text for a terminal: names and values in them move no cursor and change no colour or title. */
export function terminalText(text: string, lineLimit = Infinity): string {
  return text
    .split("\n")
    .map((line) => shorten(line, lineLimit))
    .join("\n");
}

/** JSON that says the same without invisible characters: those in its strings are written as escapes. */
export function visibleJson(json: string): string {
  return json.replace(hidden, (character) => (character === "\n" ? character : escaped(character)));
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
