import { sha256 } from "../../util/hash.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";

/** A column of a raw file; texts have the type `text`. */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
}

type Drift = NonNullable<IngestArtifact["schemaDrift"]>[number];

/** Hashes of a file's names and types: in any order, and in that of the file. */
export function schemaHashes(columns: readonly FileColumn[]): { readonly hash: string; readonly order: string } {
  const listed = columns.map(({ name, type }) => JSON.stringify([name, type]));
  const hashOf = (texts: readonly string[]): string => sha256(texts.join("\n")).slice(0, 16);
  return { hash: hashOf(listed.toSorted()), order: hashOf(listed) };
}

/** Compares the columns of every file with those of the first of its entity; columns are found by name, so none of it shifts a value. */
export class FileSchemas {
  readonly #first = new Map<string | undefined, { readonly file: string; readonly columns: readonly FileColumn[] }>();
  readonly #drift: Drift[] = [];

  add(file: string, entity: string | undefined, columns: readonly FileColumn[]): void {
    const first = this.#first.get(entity);
    if (first === undefined) {
      this.#first.set(entity, { file, columns });
      return;
    }
    if (schemaHashes(columns).order === schemaHashes(first.columns).order) return;
    const own = new Map(columns.map(({ name, type }) => [name, type]));
    const theirs = new Map(first.columns.map(({ name, type }) => [name, type]));
    const kept = columns.filter(({ name }) => theirs.has(name));
    this.#drift.push({
      file,
      comparedWith: first.file,
      lacks: first.columns.filter(({ name }) => !own.has(name)).map(({ name }) => name),
      adds: columns.filter(({ name }) => !theirs.has(name)).map(({ name }) => name),
      types: kept.flatMap(({ name, type }) => {
        const before = theirs.get(name) ?? type;
        return before === type ? [] : [{ column: name, before, type }];
      }),
      reordered:
        kept.map(({ name }) => name).join("\n") !==
        first.columns.flatMap(({ name }) => (own.has(name) ? [name] : [])).join("\n"),
    });
  }

  /** Files whose columns are others, or in another order, in the order in which they were read. */
  get drift(): readonly Drift[] {
    return this.#drift;
  }
}
