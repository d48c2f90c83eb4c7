import { type Document, LineCounter, isMap, isPair, isScalar, isSeq, parseDocument } from "yaml";
import { DomainlensError } from "../util/errors.ts";
import type { KeyPath } from "./problems.ts";

/** A parsed YAML file: its value, and the place of each key. */
export interface YamlSource {
  readonly value: unknown;
  /** `file:line:column` of the key at `path`, or of its nearest ancestor that exists. */
  locate(path: KeyPath): string;
}

/** More expanded aliases than this is an attack or a mistake. */
const maxAliases = 100;

/** Parses YAML 1.2 (core schema, no custom tags, no duplicate keys). Throws DomainlensError("config") with line and column. */
export function parseYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2", schema: "core" });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [defect] = [...document.errors, ...document.warnings];
  if (defect !== undefined) {
    throw new DomainlensError("config", {
      what: `${place(defect.pos[0])}: not valid YAML: ${defect.message}`,
      remedy: defect.message.startsWith("Unresolved tag") ? "remove the tag" : "correct the YAML at this place",
      cause: defect,
    });
  }
  return { value: toValue(document, file), locate: (path) => place(offsetOf(document, path)) };
}

function toValue(document: Document, file: string): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    // An alias inside what it names would make a circle, at which this throws.
    JSON.stringify(value);
    return value;
  } catch (cause) {
    throw new DomainlensError("config", {
      what: `${file}: aliases expand too far`,
      remedy: `write the repeated parts out; at most ${maxAliases} aliases are expanded`,
      cause,
    });
  }
}

/** Offset of the key (for maps) or item (for lists) that `path` leads to, as far as it exists. */
function offsetOf(document: Document, path: KeyPath): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (pair === undefined || !isScalar(pair.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      if (!isScalar(node) && !isMap(node) && !isSeq(node)) break;
      offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
