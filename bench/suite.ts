import { readFileSync, writeFileSync } from "node:fs";
import { full, small } from "./parts/sizes.ts";
import { lineText, type PartName, parts, runSuite, suiteTable } from "./parts/suite.ts";

// npm run bench [-- --small] [-- attribution,training,…]: compares with the peers, prints one table, writes bench/RESULTS.md and bench/results.json.

const asked = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
const names = (asked?.split(",") ?? Object.keys(parts)) as PartName[]; // As named in the table of parts.
const isSmall = process.argv.includes("--small");
const result = await runSuite(names, isSmall ? small : full, (lines) => console.error(lines.map(lineText).join("\n")));
const table = suiteTable(result);
console.log(table);

if (!isSmall && asked === undefined) {
  writeFileSync("bench/results.json", `${JSON.stringify(result, null, 1)}\n`);
  const [begin, end] = ["<!-- npm run bench -->", "<!-- end -->"];
  const text = readFileSync("bench/RESULTS.md", "utf8");
  const [before, after] = [text.slice(0, text.indexOf(begin)), text.slice(text.indexOf(end))];
  writeFileSync("bench/RESULTS.md", `${before}${begin}\n\n${table}\n${after}`);
}
