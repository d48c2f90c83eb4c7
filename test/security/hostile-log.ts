import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { createRng } from "../../src/util/rng.ts";
import { hostileNames, longName } from "./hostile-names.ts";

const rowsOfFile = 150;
/** Not the names themselves: a row that begins with the name of a column is taken for a header. */
const domains = [...hostileNames.slice(0, 5), longName].map((name) => `${name}!`).concat("valueOf");
const values = [...hostileNames, "__proto__"];
/** A slash cannot be in a file name, and the longest name is longer than a file system allows. */
const fileNames = [
  "=cmd().csv",
  '"><script>globalThis.owned=1<script>.csv',
  "two\nlines.csv",
  "'; DROP TABLE rows; --.csv",
];

/**
 * Writes a log whose file names, columns, domains and values are hostile, and a pipeline that audits it; gives the path of the pipeline. Every
 * third feature is a number, the others take hostile values that depend on the domain and the label.
 */
export function writeHostileLog(folder: string): string {
  const rng = createRng(5, "hostile log");
  for (const name of fileNames) {
    const lines = Array.from({ length: rowsOfFile }, () => {
      const [domain, label] = [rng.below(domains.length), rng.below(2)];
      const cells = hostileNames.map((_, f) =>
        f % 3 === 2 ? String(rng.below(10) + domain) : values[(f + domain + rng.below(3 + label)) % values.length],
      );
      return [domains[domain], String(label), ...cells];
    });
    // A defect whose cells show up in the list of rejects.
    const broken = [domains[0], "=1+1", ...hostileNames];
    writeFileSync(join(folder, name), [["d", "y", ...hostileNames], ...lines, broken].map(csvLine).join(""));
  }
  const path = join(folder, "hostile.yaml");
  writeFileSync(path, stringify(pipeline()));
  return path;
}

function pipeline() {
  const features = hostileNames.map((name, f) => [name, { kind: f % 3 === 2 ? "numerical" : "categorical" }] as const);
  return {
    name: "hostile",
    dataset: { files: ["*.csv"] },
    domain: "d",
    label: "y",
    // Entries, because an object literal would take __proto__ for its prototype.
    features: new Map(features),
    base: { hidden: [8], embedding: 2, maxEpochs: 1 },
    rank: { resamples: 20 },
    select: { topK: 100, aboveNoise: false },
    resources: { threads: 1, memory: "1GB" },
  };
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`;
}
