import { FileWriter } from "../../util/file-writer.ts";

const blockRows = 4096;

/** Writes a CSV file of a header and `rows` lines, block by block: memory does not grow with the rows. @param line ends in a line break */
export async function writeLines(
  path: string,
  header: readonly string[],
  rows: number,
  line: () => string,
): Promise<void> {
  await writeText(path, function* () {
    yield `${header.join(",")}\n`;
    for (let from = 0; from < rows; from += blockRows) {
      yield Array.from({ length: Math.min(blockRows, rows - from) }, line).join("");
    }
  });
}

/** Writes a text file piece by piece, each asked for when the one before is on its way. */
export async function writeText(path: string, pieces: () => Iterable<string>): Promise<void> {
  const out = new FileWriter(path);
  for (const piece of pieces()) await out.write(piece);
  await out.close();
}
