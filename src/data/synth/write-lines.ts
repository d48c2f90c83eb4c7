import { once } from "node:events";
import { createWriteStream } from "node:fs";

const blockRows = 4096;

/** Writes a CSV file of a header and `rows` lines, block by block: memory does not grow with the rows. @param line ends in a line break */
export async function writeLines(
  path: string,
  header: readonly string[],
  rows: number,
  line: () => string,
): Promise<void> {
  const out = createWriteStream(path);
  out.write(`${header.join(",")}\n`);
  for (let from = 0; from < rows; from += blockRows) {
    const lines = Array.from({ length: Math.min(blockRows, rows - from) }, line);
    if (!out.write(lines.join(""))) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
}
