import { DomainlensError } from "../util/errors.ts";
import { nearest } from "../util/suggest.ts";

/** A gate of the config that the results do not pass: `value` is above the `max` or below the `min` that is `bound`. */
export interface GateFailure {
  readonly gate: string;
  readonly side: "max" | "min";
  readonly bound: number;
  readonly value: number;
}

interface Resolved {
  readonly side: "max" | "min";
  readonly value: unknown;
}

type Mapping = Readonly<Record<string, unknown>>;

/**
 * The gates that `results` do not pass. A gate is a path into results.json whose last segment is `max<Field>` or `min<Field>`, the field
 * written as it is or with its first letter lower-cased: `rejects.maxShare`. A key may itself hold dots; the longest key that fits is tried
 * first. Throws DomainlensError("config") for a path that leads to no number, naming the nearest key.
 */
export function evaluateGates(results: unknown, gates: Readonly<Record<string, number>>): GateFailure[] {
  return Object.entries(gates).flatMap(([gate, bound]) => {
    const found = resolve(results, gate);
    if (found === undefined) throw unknownPath(results, gate);
    const { side, value } = found;
    if (typeof value !== "number") throw noNumber(gate, value);
    const fails = side === "max" ? value > bound : value < bound;
    return fails ? [{ gate, side, bound, value }] : [];
  });
}

function resolve(node: unknown, path: string): Resolved | undefined {
  if (!isMapping(node)) return undefined;
  for (const key of prefixes(node, path)) {
    const found = resolve(node[key], path.slice(key.length + 1));
    if (found !== undefined) return found;
  }
  const bound = parseBound(path);
  const field = bound && fieldOf(node, bound.field);
  return bound && field !== undefined ? { side: bound.side, value: node[field] } : undefined;
}

/** Keys that `path` begins with, the longest first. */
function prefixes(node: Mapping, path: string): string[] {
  return Object.keys(node)
    .filter((key) => path.startsWith(`${key}.`))
    .toSorted((a, b) => b.length - a.length);
}

function parseBound(segment: string): { side: "max" | "min"; field: string } | undefined {
  const match = /^(max|min)(.+)$/s.exec(segment);
  return match === null ? undefined : { side: match[1] === "max" ? "max" : "min", field: match[2] };
}

function fieldOf(node: Mapping, name: string): string | undefined {
  return [name, name.charAt(0).toLowerCase() + name.slice(1)].find((key) => Object.hasOwn(node, key));
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null;
}

function noNumber(gate: string, value: unknown): DomainlensError {
  if (value === null) {
    return new DomainlensError("config", {
      what: `gate ${gate} leads to a number that this run does not have (null)`,
      value: gate,
      remedy: "the report says why it is missing; take the gate out, or give it a number that every run has",
    });
  }
  const names = isMapping(value) ? Object.keys(value).slice(0, 6).join(", ") : "";
  return new DomainlensError("config", {
    what: `gate ${gate} does not lead to a number`,
    value: isMapping(value) ? gate : value,
    remedy: names === "" ? "name a number of results.json" : `go on to a number inside it: ${names}`,
  });
}

function unknownPath(results: unknown, gate: string): DomainlensError {
  const { node, walked, rest } = deepest(results, gate);
  const last = !rest.includes(".");
  const bound = parseBound(rest);
  const keys = Object.keys(node);
  const segment = last ? (bound?.field ?? rest) : rest.slice(0, rest.indexOf("."));
  const near = nearest(segment, keys);
  const shown = (key: string): string => `${walked}${last ? `${bound?.side ?? "max"}${capitalised(key)}` : key}`;
  const hint = near === undefined ? "" : `did you mean ${shown(near)}? `;
  const form = last && bound === undefined ? "the last part of a gate is max<Field> or min<Field>. " : "";
  const listed = keys.slice(0, 20).join(", ") + (keys.length > 20 ? ", …" : "");
  return new DomainlensError("config", {
    what: `gate ${gate}: results.json has no ${walked}${segment}`,
    value: gate,
    remedy: `${hint}${form}Keys of ${walked === "" ? "results.json" : walked.slice(0, -1)}: ${listed || "none"}`,
  });
}

/** Where a walk along `path` ends: the last mapping, the path so far with its dot, and what is left. */
function deepest(results: unknown, path: string): { node: Mapping; walked: string; rest: string } {
  let node = isMapping(results) ? results : {};
  let rest = path;
  for (;;) {
    const key = prefixes(node, rest).find((one) => isMapping(node[one]));
    const next = key === undefined ? undefined : node[key];
    if (key === undefined || !isMapping(next)) break;
    node = next;
    rest = rest.slice(key.length + 1);
  }
  return { node, walked: path.slice(0, path.length - rest.length), rest };
}

function capitalised(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}
