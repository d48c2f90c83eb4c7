import { open } from "node:fs/promises";
import { type ParquetFooter, readFooter } from "../scan/parquet/footer.ts";

/** The footers of Parquet files, each read once: with many columns, one takes longer than counting a column does. */
export class Footers {
  readonly #known = new Map<string, ParquetFooter>();

  async of(path: string): Promise<ParquetFooter> {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    await using file = await open(path);
    const footer = await readFooter(file);
    this.#known.set(path, footer);
    return footer;
  }
}
