import type { Section } from "../blocks.ts";
import { formatCount, formatShare } from "../format.ts";
import type { Results } from "../results.ts";
import { left, right, tableOf } from "../table.ts";

type Domain = Results["domains"][number];
type Split = Domain["splits"][number]["split"];

/** The dataset table of the papers, per split, and what became of the rows of each file. */
export function datasetSection({ domains, ingest }: Results): Section {
  const splits: readonly Split[] = ["train", "valid", "test"];
  const hasEntities = ingest.files.some(({ entity }) => entity !== undefined);
  return {
    id: "dataset",
    title: "Dataset",
    blocks: [
      tableOf(domains, [
        left("domain", ({ name }) => name),
        right("samples", ({ rows }) => formatCount(rows)),
        right("share", ({ share }) => formatShare(share)),
        right("positives", ({ positives }) => formatCount(positives)),
        right("positive rate", ({ positiveRate }) => formatShare(positiveRate)),
        right("users", ({ users }) => formatCount(users)),
        right("items", ({ items }) => formatCount(items)),
      ]),
      { kind: "heading", text: "Splits" },
      { kind: "paragraph", text: `By ${ingest.split.by}: ${ingest.split.description}.` },
      tableOf(domains, [
        left("domain", ({ name }) => name),
        ...splits.flatMap((split) => [
          right(split, (domain: Domain) => formatCount(partOf(domain, split)?.rows ?? 0)),
          right(`${split} positive rate`, (domain: Domain) => formatShare(partOf(domain, split)?.positiveRate ?? null)),
        ]),
      ]),
      { kind: "heading", text: "Files" },
      tableOf(
        [{ name: "all files", entity: undefined, records: null, bytes: null, ...ingest.rows }, ...ingest.files],
        [
          left("file", ({ name }) => name),
          ...(hasEntities ? [left("entity", ({ entity }: { entity?: string }) => entity ?? "")] : []),
          right("bytes", ({ bytes }) => formatCount(bytes)),
          right("records", ({ records }) => formatCount(records)),
          right("read", ({ read }) => formatCount(read)),
          right("kept", ({ kept }) => formatCount(kept)),
          right("invalid", ({ invalid }) => formatCount(invalid)),
          right("excluded", ({ excluded }) => formatCount(excluded)),
        ],
      ),
    ],
  };
}

function partOf(domain: Domain, split: Split): Domain["splits"][number] | undefined {
  return domain.splits.find((part) => part.split === split);
}
