// Runs in a page behind its own content, as a text of the script of browser.ts, and leaves what it found as the only text of the page.
const all = [...document.querySelectorAll("*")];
const attributes = all.flatMap((element) => [...element.attributes]);
const isBroken = (text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror") !== null;
const found = {
  owned: "owned" in globalThis,
  tags: [...new Set(all.map(({ localName }) => localName))].sort(),
  handlers: attributes.map(({ name }) => name).filter((name) => name.startsWith("on")),
  targets: attributes.filter(({ name }) => /^(href|src|xlink:href|action|data)$/.test(name)).map(({ value }) => value),
  cells: [...document.querySelectorAll("td, th")].map(({ textContent }) => textContent.trim()),
  brokenPictures: globalThis.pictures.filter(isBroken),
};
document.documentElement.textContent = JSON.stringify(found);
