import type { SourceFile } from "../../dag/stage.ts";

/** Tells files that hold the same bytes as one before them, such as a download that was made twice. */
export class Copies {
  readonly #first = new Map<string, string>();

  /** What is doubtful about a file with so many rows; undefined for the first with its bytes, and for one without rows. */
  doubtOf({ name, sha256 }: SourceFile, rows: number): string | undefined {
    if (rows === 0) return undefined;
    const first = this.#first.get(sha256);
    if (first === undefined) this.#first.set(sha256, name);
    return first === undefined ? undefined : `it has the same content as ${first}: its rows count twice`;
  }
}
