import type { DomainlensError } from "../../util/errors.ts";
import type { AbsentFeatures, FileSchema } from "./absent-features.ts";

const shownFiles = 3;

/** What the files of a log lack, for the notes of the stage. */
export class Absences {
  readonly #filesOf = new Map<string, string[]>();
  readonly #untyped = new Map<string, { error: DomainlensError; files: number }>();
  #files = 0;

  add(file: string, absent: AbsentFeatures, untyped: FileSchema["untyped"]): void {
    this.#files++;
    for (const [column, error] of untyped) {
      const held = this.#untyped.get(column) ?? { error, files: 0 };
      this.#untyped.set(column, { ...held, files: held.files + 1 });
    }
    // A file set of one entity has no columns for features of others by declaration.
    const lacking = [...absent].filter(([, error]) => error !== null);
    if (lacking.length === 0) return;
    const features = lacking.map(([name]) => `features.${name}`).join(", ");
    this.#filesOf.set(features, [...(this.#filesOf.get(features) ?? []), file]);
  }

  /** A line for each set of features that the same files lack. Errors: that of a typed column that no file has. */
  notes(): string[] {
    for (const { error, files } of this.#untyped.values()) if (files === this.#files) throw error;
    return [...this.#filesOf].map(([features, files]) => {
      const more = files.length > shownFiles ? ` and ${files.length - shownFiles} more` : "";
      return `no columns for ${features} in ${files.slice(0, shownFiles).join(", ")}${more}: null there, as no row is of their entity`;
    });
  }
}
