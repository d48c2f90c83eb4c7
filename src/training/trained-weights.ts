import type { FrozenTable } from "../models/embedding.ts";

/** What a trained network consists of, without the optimiser's moments. */
export interface TrainedWeights {
  /** One a feature. */
  readonly tables: readonly FrozenTable[];
  /** Parameters and state by name, and what the network read frozen. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

/** Copies what has a name in both; throws when the two differ in length. */
export function takeOver(
  to: ReadonlyMap<string, Float32Array>,
  from: ReadonlyMap<string, Float32Array>,
  names: Iterable<string>,
): void {
  for (const name of names) {
    const [target, values] = [to.get(name), from.get(name)];
    if (target === undefined || values === undefined) continue;
    if (target.length !== values.length) throw new Error(`${name} has ${values.length} numbers, not ${target.length}`);
    target.set(values);
  }
}
