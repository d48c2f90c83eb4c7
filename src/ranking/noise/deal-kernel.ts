import type { MassTable } from "../../distributions/mass-table.ts";
import { openKernel } from "../../util/open-kernel.ts";
import { seedState } from "../../util/rng.ts";
import type { Deck } from "./dealing.ts";
import { factorials, quantiles, tableBits } from "./hypergeometric.ts";

/** The functions of wasm/noise-dealing.ts, where they are described. */
interface DealKernel {
  useTables(quantiles: number, bits: number, factorials: number, count: number): void;
  deal(
    words: number,
    domains: number,
    values: number,
    cards: number,
    value: number,
    count: number,
    weight: number,
    places: number,
    rows: number,
    sums: number,
    offsets: number,
    domain: number,
    mass: number,
    totals: number,
  ): number;
}

interface Opened {
  readonly memory: WebAssembly.Memory;
  readonly kernel: DealKernel;
}

const pageBytes = 65_536;
/** What WebAssembly can address. */
const mostPages = 65_536;

/** One a thread, which deals one deck at a time; its memory grows with the largest and goes when nobody deals. */
let spare: WeakRef<Opened> | undefined;

/** As `dealer` of a stream, with the same bits, by the compiled kernel; undefined where its memory cannot hold the deck. A deck is dealt before the next one is. */
export function kernelDealer(deck: Deck, { seed, purpose }: Stream): (() => MassTable) | undefined {
  const { domains, values, capacity } = deck;
  const cards = deck.value.length;
  const bytes = {
    quantiles: 8 * quantiles.length,
    factorials: 8 * factorials.length,
    words: 16,
    count: 8 * cards,
    weight: 8 * cards,
    places: 8 * domains,
    sums: 8 * domains,
    totals: 8 * domains,
    mass: 8 * capacity,
    value: 4 * cards,
    offsets: 4 * (values + 1),
    domain: 4 * capacity,
  };
  const { at, end } = laidOut(bytes);
  if (end > mostPages * pageBytes) return undefined;
  const opened = spare?.deref() ?? open();
  spare = new WeakRef(opened);
  const { memory, kernel } = opened;
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  const floats = (name: keyof typeof bytes): Float64Array => new Float64Array(memory.buffer, at[name], bytes[name] / 8);
  const integers = (name: keyof typeof bytes): Int32Array => new Int32Array(memory.buffer, at[name], bytes[name] / 4);
  floats("quantiles").set(quantiles);
  floats("factorials").set(factorials);
  floats("count").set(deck.count);
  floats("weight").set(deck.weight);
  integers("value").set(deck.value);
  integers("words").set(seedState(seed, purpose));
  floats("sums").fill(0);
  const table = {
    domains,
    values,
    offsets: integers("offsets"),
    domain: integers("domain"),
    mass: floats("mass"),
    totals: floats("totals"),
  };
  table.offsets[0] = 0;
  const places = floats("places");
  const rows = deck.places.reduce((sum, n) => sum + n, 0);
  kernel.useTables(at.quantiles, tableBits, at.factorials, factorials.length);
  return () => {
    places.set(deck.places);
    const { words, value, count, weight, sums, offsets, domain, mass, totals } = at;
    const deckAt = [value, count, weight, at.places] as const;
    kernel.deal(words, domains, values, cards, ...deckAt, rows, sums, offsets, domain, mass, totals);
    return table;
  };
}

/** A stream of random numbers, as `createRng` begins it. */
export interface Stream {
  readonly seed: number;
  readonly purpose: string;
}

function open(): Opened {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: false });
  return { memory, kernel: openKernel<DealKernel>("noise-dealing", memory, { exp: Math.exp, log: Math.log }) };
}

/** Where arrays of so many bytes begin, one behind the other, at multiples of 8. */
function laidOut<Name extends string>(
  bytes: Readonly<Record<Name, number>>,
): { at: Record<Name, number>; end: number } {
  let end = 8;
  const at = Object.fromEntries(
    Object.entries<number>(bytes).map(([name, length]) => {
      const from = end;
      end += Math.ceil(length / 8) * 8;
      return [name, from];
    }),
  ) as Record<Name, number>; // The same names.
  return { at, end };
}
