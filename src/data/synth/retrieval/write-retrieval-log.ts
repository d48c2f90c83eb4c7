import { writeFile } from "node:fs/promises";
import { writeLines } from "../write-lines.ts";
import { HeldOutLists } from "./held-out-lists.ts";
import { plantUser } from "./planted-user.ts";
import { plantWorld, retrievalDomains, type RetrievalWorld } from "./retrieval-world.ts";

const rowsOfAnItem = 60;
/** The smallest catalogue, two fifths of the items, must hold 99 that a user did not choose. */
const fewestItems = 400;
const mostItems = 5000;
const header = ["domain", "user_id", "item_id", "segment", "city", "category", "brand"];

/** The files beside a log. @param stem its path without the extension */
export function heldOutFiles(
  stem: string,
  domain: string,
): { readonly candidates: string; readonly positives: string } {
  return { candidates: `${stem}.${domain}.lists.tsv`, positives: `${stem}.${domain}.held-out.tsv` };
}

/**
 * Writes a CSV log of `rows` positives with planted interests, user after user, and for each domain candidate lists with the held-out
 * items, which the log lacks. Returns the Recall@10 that is to be had. The same seed gives the same bytes; memory does not grow with the
 * rows.
 */
export async function writeRetrievalLog(
  path: string,
  rows: number,
  seed: number,
): Promise<Readonly<Record<string, unknown>>> {
  const world = plantWorld(Math.min(mostItems, Math.max(fewestItems, Math.ceil(rows / rowsOfAnItem))), seed);
  const held = retrievalDomains.map(({ name }) => new HeldOutLists(seed, name));
  const waiting: string[] = [];
  let users = 0;
  await writeLines(path, header, rows, () => {
    while (waiting.length === 0) waiting.push(...linesOf(world, users++, seed, held));
    return waiting.pop() ?? "";
  });
  const stem = path.replace(/\.csv$/, "");
  for (const [d, { name }] of retrievalDomains.entries()) {
    const files = heldOutFiles(stem, name);
    await writeFile(files.candidates, held[d].lists.join(""));
    await writeFile(files.positives, `user_id\titem_id\trating\n${held[d].positives.join("")}`);
  }
  const recalls = retrievalDomains.map(({ name }, d) => [name, { lists: held[d].lists.length, ...held[d].recalls() }]);
  return { users, items: world.brands.length, "Recall@10": Object.fromEntries(recalls) };
}

/** A user's rows, in any order. */
function linesOf(world: RetrievalWorld, user: number, seed: number, held: readonly HeldOutLists[]): string[] {
  const { segment, city, choices } = plantUser(world, user, seed);
  return choices.flatMap((choice) => {
    const { domain, places } = choice;
    const itemAt = (place: number): number => world.catalogues[domain][place];
    const heldOut = held[domain].hold(`u${user}`, choice, (place) => `i${itemAt(place)}`);
    return places.flatMap((place) => {
      const item = itemAt(place);
      const known = `s${segment},t${city},c${world.categories[item]},b${world.brands[item]}`;
      return place === heldOut ? [] : [`${retrievalDomains[domain].name},u${user},i${item},${known}\n`];
    });
  });
}
