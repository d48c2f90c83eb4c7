const narrow = /[ijlIf t.,:;'"|!()[\]{}-]/u;
const wide = /[mwMW@%—…\u{1100}-\u{10ffff}]/u;

/**
 * Width of a text in pixels, estimated on the safe side for common sans-serif fonts, where nothing can measure it. @param font CSS font
 * with its size in px
 */
export function textWidth(text: string, font: string): number {
  const size = Number(/(\d+(?:\.\d+)?)px/u.exec(font)?.[1] ?? 12);
  return size * Array.from(text).reduce((width, character) => width + emsOf(character), 0);
}

function emsOf(character: string): number {
  if (narrow.test(character)) return 0.4;
  if (wide.test(character)) return 1;
  return character >= "A" && character <= "Z" ? 0.72 : 0.63;
}
