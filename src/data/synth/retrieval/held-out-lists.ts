import { recall } from "../../../metrics/recall.ts";
import { createRng, type Rng } from "../../../util/rng.ts";
import type { Interests, UserChoices } from "./planted-user.ts";

const negatives = 99;
const mostLists = 5000;
const place = 10;

/** Scores that a list is ordered by, to say what of the planted interests there is to gain. */
const methods: Readonly<Record<string, Interests>> = {
  best: { shared: true, specific: true },
  withoutSpecific: { shared: true, specific: false },
  withoutShared: { shared: false, specific: true },
  popularity: { shared: false, specific: false },
};

/** Candidate lists of one domain: a held-out item among uniform ones of the catalogue that the user did not choose, for 5,000 users at most. */
export class HeldOutLists {
  readonly #rng: Rng;
  /** Lines of the two files. */
  readonly lists: string[] = [];
  readonly positives: string[] = [];
  readonly #found: Record<string, number> = Object.fromEntries(Object.keys(methods).map((name) => [name, 0]));

  constructor(seed: number, domain: string) {
    this.#rng = createRng(seed, `held out in ${domain}`);
  }

  /** Holds out one of the user's items and returns its place in the catalogue; null when there are lists enough. @param items texts by place */
  hold(user: string, { places, scores }: UserChoices, items: (place: number) => string): number | null {
    if (this.lists.length === mostLists) return null;
    const held = places[this.#rng.below(places.length)];
    const candidates = this.#candidates(new Set(places), scores(methods["popularity"]).length);
    const at = this.#rng.below(candidates.length + 1);
    candidates.splice(at, 0, held);
    this.lists.push(`${user}\t${candidates.map(items).join(",")}\n`);
    this.positives.push(`${user}\t${items(held)}\t1\n`);
    for (const [name, interests] of Object.entries(methods)) {
      const all = scores(interests);
      this.#found[name] +=
        recall(
          candidates.map((candidate) => all[candidate]),
          new Set([at]),
          place,
        ) ?? 0;
    }
    return held;
  }

  /** Recall@10 of the lists by the true scores, and by parts of them. */
  recalls(): Record<string, number> {
    const count = Math.max(1, this.lists.length);
    return Object.fromEntries(Object.entries(this.#found).map(([name, found]) => [name, found / count]));
  }

  #candidates(chosen: ReadonlySet<number>, catalogue: number): number[] {
    const drawn = new Set<number>();
    const wanted = Math.min(negatives, catalogue - chosen.size);
    while (drawn.size < wanted) {
      const candidate = this.#rng.below(catalogue);
      if (!chosen.has(candidate)) drawn.add(candidate);
    }
    return [...drawn];
  }
}
