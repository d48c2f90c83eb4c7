import { z } from "zod";
import { configJsonSchema } from "./json-schema.ts";
import type { KeyPath } from "./problems.ts";

/** The parts of a JSON Schema node that hold other nodes. */
const nodeSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  type: z.unknown().optional(),
});
type Node = z.infer<typeof nodeSchema>;

/** Made on first use: only errors and null values need it. */
let root: Node[] | undefined;

/** The keys that the schema allows in the mapping at `path`; empty where it is not a mapping with fixed keys. */
export function keysAt(path: KeyPath): string[] {
  return [...new Set(nodesAt(path).flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** Whether null is a value of its own at `path`, such as no `retrieval.history`. */
export function isNullable(path: KeyPath): boolean {
  return nodesAt(path).some(({ type }) => type === "null");
}

/** Places elsewhere in the config (at most two keys deep) where `key` is allowed, such as `base.dropout`. */
export function placesOf(key: string): string[] {
  return keysAt([]).flatMap((section) => (keysAt([section]).includes(key) ? [`${section}.${key}`] : []));
}

function nodesAt(path: KeyPath): Node[] {
  let nodes = (root ??= unfold(configJsonSchema()));
  for (const key of path) nodes = nodes.flatMap((node) => step(node, key));
  return nodes;
}

function step(node: Node, key: string | number): Node[] {
  if (typeof key === "number") return unfold(node.items);
  return unfold(node.properties?.[key] ?? node.additionalProperties);
}

/** A node and, for unions, its alternatives. */
function unfold(value: unknown): Node[] {
  const parsed = nodeSchema.safeParse(value);
  if (!parsed.success) return [];
  const { anyOf = [], oneOf = [] } = parsed.data;
  return [parsed.data, ...[...anyOf, ...oneOf].flatMap(unfold)];
}
