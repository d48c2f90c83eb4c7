import { WordStream } from "../../util/word-stream.ts";
import { type DrawnRows, numberCodes, numberOf } from "./drawn-rows.ts";
import { fitBiases } from "./fit-biases.ts";
import { aliccpDomains, aliccpFeatures } from "./planted-features.ts";
import { plant } from "./planted-tables.ts";
import { RowDrawer } from "./row-drawer.ts";
import { categories, sequences } from "./row-layout.ts";
import { blockRows, RowWalk } from "./row-walk.ts";
import { valuePrefix } from "./value-prefix.ts";
import { writeText } from "./write-lines.ts";

/**
 * Writes a CSV log of `rows` rows in the shape of Ali-CCP with planted truth: per row a domain, a value of each feature, and a label whose
 * logit is the sum of what the values add in that domain. The same seed gives the same bytes.
 */
export async function writeSynthLog(path: string, rows: number, seed: number): Promise<void> {
  const planted = plant(seed);
  const drawer = new RowDrawer(planted, fitBiases(planted, seed), new RowWalk(WordStream.seeded(seed, "rows")));
  await writeText(path, function* () {
    yield `${["domain", "label", ...aliccpFeatures.map(({ name }) => name)].join(",")}\n`;
    for (let from = 0; from < rows; from += blockRows) {
      yield csvOf(drawer.draw(Math.min(blockRows, rows - from)));
    }
  });
}

function csvOf(drawn: DrawnRows): string {
  const at = sequences.map(() => 0);
  let text = "";
  for (let r = 0; r < drawn.rows; r++) {
    text += `${aliccpDomains[drawn.domain[r]].name},${drawn.label[r]}`;
    drawn.categories.forEach((codes, f) => (text += `,${valuePrefix(categories[f])}${codes[r]}`));
    for (const codes of drawn.numbers) text += `,${numberTexts[codes[r]]}`;
    drawn.sequences.forEach(({ lengths, elements }, s) => {
      const prefix = valuePrefix(sequences[s]);
      const ids = elements.subarray(at[s], (at[s] += lengths[r]));
      text += `,${Array.from(ids, (id) => prefix + String(id)).join("^")}`;
    });
    text += "\n";
  }
  return text;
}

const numberTexts = Array.from({ length: numberCodes }, (_, code) => {
  return `${code % 2 === 1 ? "-" : ""}${Math.abs(numberOf(code)).toFixed(3)}`;
});
