import { stringify } from "yaml";
import type { Section } from "../blocks.ts";
import type { Results } from "../results.ts";
import { left, tableOf } from "../table.ts";

/** What it takes to make these numbers again: versions, seed and the resolved configuration. */
export function configurationSection({ versions, seed, config }: Results): Section {
  return {
    id: "configuration",
    title: "Versions and configuration",
    blocks: [
      { kind: "paragraph", text: `Seed: ${seed}.` },
      tableOf(Object.entries(versions), [left("package", ([name]) => name), left("version", ([, version]) => version)]),
      { kind: "heading", text: "Resolved configuration" },
      { kind: "code", language: "yaml", text: stringify(config, { lineWidth: 0, aliasDuplicateObjects: false }) },
    ],
  };
}
