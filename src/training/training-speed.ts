const pattern = /^(.+): ([\d,]+) training rows\/s$/u;

/** Training speed of each model over the epochs of all its runs. Epochs that an earlier process trained before a kill are not in it. */
export class TrainingSpeed {
  readonly #totals = new Map<string, { rows: number; seconds: number }>();

  /** Adds an epoch of a model. */
  add(model: string, rows: number, seconds: number): void {
    const total = this.#totals.get(model) ?? { rows: 0, seconds: 0 };
    this.#totals.set(model, { rows: total.rows + rows, seconds: total.seconds + seconds });
  }

  /** One line a model for the manifest, which `readSpeedNotes` reads. */
  notes(): string[] {
    const timed = [...this.#totals].filter(([, { seconds }]) => seconds > 0);
    return timed.map(([model, { rows, seconds }]) => {
      return `${model}: ${Math.round(rows / seconds).toLocaleString("en-US")} training rows/s`;
    });
  }
}

/** Training rows per second of the models that some notes of the manifest name. */
export function readSpeedNotes(notes: readonly string[]): Map<string, number> {
  const found = notes.map((note) => pattern.exec(note)).filter((match) => match !== null);
  return new Map(found.map(([, model, rows]) => [model, Number(rows.replaceAll(",", ""))]));
}
