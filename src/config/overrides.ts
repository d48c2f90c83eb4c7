import { parseDocument } from "yaml";
import { DomainlensError } from "../util/errors.ts";
import { isNullable } from "./known-keys.ts";

/** One value from the command line, such as `--set a.b=c`. Null removes the key, so that its default holds, where it is not a value itself. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
  /** The option as it was typed: the place that errors name. */
  readonly option: string;
}

/**
 * Reads `a.b=c`: the path splits on dots, except inside double quotes (`features."a.b".kind=numerical`) and after `gates.`, whose
 * keys are dotted themselves; the value is YAML. Throws DomainlensError("usage").
 */
export function parseOverride(text: string): Override {
  const match = /^((?:"(?:[^"\\]|\\.)*"|[^"=])+)=(.*)$/s.exec(text);
  if (match === null) throw malformed(text);
  return { path: splitPath(match[1], text), value: parseValue(match[2], text), option: `--set ${text}` };
}

/** A copy of `root` with the overrides applied in order. Throws DomainlensError("usage") when a path leads through a scalar. */
export function applyOverrides(root: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce((value, override) => setAt(value, override.path, override), root);
}

function setAt(holder: unknown, path: readonly string[], override: Override): unknown {
  if (path.length === 0) return override.value;
  const [key, ...rest] = path;
  if (Array.isArray(holder)) return setInList(holder, key, rest, override);
  const entries = Object.entries(asMapping(holder, key, override));
  const position = entries.findIndex(([name]) => name === key);
  const value = setAt(entries[position]?.[1], rest, override);
  if (value === null && !isNullable(override.path)) return Object.fromEntries(entries.filter(([name]) => name !== key));
  if (position < 0) return Object.fromEntries([...entries, [key, value]]);
  return Object.fromEntries(entries.map(([name, held]) => [name, name === key ? value : held]));
}

function setInList(list: readonly unknown[], key: string, rest: readonly string[], override: Override): unknown[] {
  const index = Number(key);
  if (!Number.isInteger(index) || index < 0 || index > list.length) {
    throw new DomainlensError("usage", {
      what: `${override.option}: ${key} is not a position in a list of ${list.length}`,
      remedy: `use 0 to ${list.length} (the last appends), or set the whole list: ${override.path[0]}=[…]`,
    });
  }
  const copy = [...list];
  copy[index] = setAt(list[index], rest, override);
  return copy;
}

function asMapping(holder: unknown, key: string, override: Override): object {
  if (holder === undefined || holder === null) return {};
  if (typeof holder === "object") return holder;
  throw new DomainlensError("usage", {
    what: `${override.option}: there is no key ${key} inside a plain value`,
    value: holder,
    remedy: "set the whole value as YAML instead, such as --set 'label={column: y, positive: yes}'",
  });
}

function splitPath(path: string, text: string): string[] {
  const parts = [...path.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|([^".]+))\s*(\.|$)/gy)];
  const consumed = parts.reduce((length, part) => length + part[0].length, 0);
  if (parts.length === 0 || consumed !== path.length || path.endsWith(".")) throw malformed(text);
  const keys = parts.map(([, quoted, plain]) => (quoted === undefined ? plain.trim() : quoted.replace(/\\(.)/g, "$1")));
  return keys[0] === "gates" && keys.length > 2 ? ["gates", keys.slice(1).join(".")] : keys;
}

function parseValue(value: string, text: string): unknown {
  const document = parseDocument(value, { version: "1.2", schema: "core", prettyErrors: false });
  const [defect] = [...document.errors, ...document.warnings];
  if (defect === undefined) return document.toJS({ maxAliasCount: 0 });
  throw new DomainlensError("usage", {
    what: `--set ${text}: the value is not YAML: ${defect.message}`,
    value,
    remedy: "quote it for the shell and for YAML, such as --set 'dataset.csv.delimiter=\";\"'",
    cause: defect,
  });
}

function malformed(text: string): DomainlensError {
  return new DomainlensError("usage", {
    what: "--set wants key=value",
    value: text,
    remedy: 'write --set base.maxEpochs=5; keys that hold dots go in double quotes: features."a.b".kind=numerical',
  });
}
