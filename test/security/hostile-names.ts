/** Longer than anything that shows names has room for. */
export const longName = "long-name-".repeat(1000);

/** Names that mean something to SQL, Markdown, HTML, SVG, spreadsheets, terminals, shells, templates or JavaScript. */
export const hostileNames = [
  "'; DROP TABLE rows; --",
  '"; DROP TABLE rows; --',
  '"><script>globalThis.owned=1</script>',
  "</title></style></svg><img src=x onerror=globalThis.owned=1>",
  "' onload='globalThis.owned=1",
  "]]><!-- &amp; &#60;b&#62;",
  "../../x",
  "=cmd()",
  "+1",
  "-1",
  "@SUM(A1)",
  "{{x}}",
  "{% raw %}",
  "{value} {b|c}",
  "${x} $(x) $x$",
  "[a](javascript:globalThis.owned=1)",
  "![a](https://example.invalid/a.png)",
  "<https://example.invalid>",
  "[[page]] [^1]",
  "https://example.invalid/ www.example.invalid a@example.invalid",
  "a|b",
  "`code` ```",
  "**strong** _weak_ ~~gone~~",
  "# heading",
  "- item",
  "1. item",
  "> quote",
  "trailing backslash\\",
  " blanks around ",
  "two\nlines",
  "carriage\rreturn",
  "tab\tstop",
  "\u001b[31mred\u001b]0;title\u0007",
  "\u009b31mred",
  "\u202egnp.exe\u2066",
  "line\u2028separator",
  "zero\u200bwidth\ufeff",
  "constructor",
  "toString",
  "%s %n",
  "null",
  longName,
] as const;

const longestShown = 120;

/** How reports show names that hold invisible characters or are too long; the others are shown as they are, without blanks around them. */
const shownAs = new Map<string, string>([
  ["two\nlines", "two↵lines"],
  ["carriage\rreturn", "carriage↵return"],
  ["tab\tstop", "tab�stop"],
  ["\u001b[31mred\u001b]0;title\u0007", "�[31mred�]0;title�"],
  ["\u009b31mred", "�31mred"],
  ["\u202egnp.exe\u2066", "�gnp.exe�"],
  ["line\u2028separator", "line�separator"],
  ["zero\u200bwidth\ufeff", "zero�width�"],
  [longName, `${longName.slice(0, longestShown - 1)}…`],
]);

export const shownNames = hostileNames.map((name) => shownAs.get(name) ?? name.trim());
