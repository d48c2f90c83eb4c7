import { leastExpected } from "../drift.ts";
import type { Block, Section, Text } from "../blocks.ts";
import { formatCount, formatShare, missing } from "../format.ts";
import type { Results } from "../results.ts";
import { left, right, tableOf } from "../table.ts";

type Drift = Results["drift"];
type FileDrift = Drift["files"][number];

const shownNames = 5;
/** Shares of later elements, or of later nulls beyond those of training, that are worth a warning. */
const notable = 0.05;

/** How the later parts of the log differ from training, and its files from one another. */
export function driftSection({ drift, ingest }: Results): Section {
  const blocks = [...fileBlocks(drift), ...domainBlocks(drift), ...featureBlocks(drift)];
  return { id: "drift", title: "Data drift", blocks: blocks.length === 0 ? [noDrift(ingest)] : blocks };
}

/** What was looked for and not found: what is rarer than that may be missing. */
function noDrift({ files }: Results["ingest"]): Block {
  const compared = files.some(({ entity }) => entity !== undefined) ? "all files of an entity" : "all files";
  return {
    kind: "paragraph",
    text:
      `None: ${compared} have the same columns. Valid and test, taken together, have no domain and no category that training lacks and the same shares of nulls; ` +
      `they lack no domain, and no class of the label (of all rows or of a domain), of which at least ${leastExpected} rows were to be expected.`,
  };
}

/** What of the drift a reader should know before trusting the numbers: files, domains, labels, features. */
export function driftWarnings({ drift }: Results): Text[][] {
  const files =
    drift.files.length === 0
      ? []
      : [
          `${drift.files.length === 1 ? "1 file has" : `${formatCount(drift.files.length)} files have`} other columns than the first, or in another order: see Data drift.`,
        ];
  return [
    files,
    drift.domains.map(({ domain, change, trainRows, laterRows }): Text => [
      "Domain ",
      { strong: domain },
      change === "appeared"
        ? ` has no training row, but ${formatCount(laterRows)} in valid and test: it is in no distribution.`
        : ` vanished: ${formatCount(trainRows)} training rows, none in valid and test.`,
    ]),
    drift.labels.map(({ domain, trainRate, laterRows, laterPositives }): Text => [
      "The label",
      ...(domain === null ? [] : [" of domain ", { strong: domain }]),
      ` became constant: ${formatShare(trainRate)} positive in training, `,
      `${formatCount(laterPositives)} of ${formatCount(laterRows)} rows in valid and test.`,
    ]),
    drift.features.flatMap(featureWarnings),
  ];
}

function featureWarnings({
  feature,
  becameNull,
  trainNullShare,
  laterNullShare,
  laterElements,
  unseen,
}: Drift["features"][number]): Text[] {
  const more = (laterNullShare ?? 0) - (trainNullShare ?? 0);
  const nulls = `${formatShare(trainNullShare)} null in training, ${formatShare(laterNullShare)} in valid and test`;
  const lines: Text[] = [];
  if (becameNull) lines.push([{ strong: feature }, ` became null: ${nulls}.`]);
  else if (more >= notable) lines.push([{ strong: feature }, `: ${nulls}.`]);
  if (unseen !== null && unseen.share >= notable) {
    const found = `${formatCount(unseen.elements)} of ${formatCount(laterElements)} values in valid and test`;
    lines.push([
      { strong: feature },
      `: ${found} (${formatShare(unseen.share)}) are ${unseen.values === 1 ? "one category" : `${formatCount(unseen.values)} categories`} that training never had.`,
    ]);
  }
  return lines;
}

function fileBlocks({ files }: Drift): Block[] {
  if (files.length === 0) return [];
  return [
    { kind: "heading", text: "Columns of files" },
    { kind: "paragraph", text: "Columns are found by name: another order changes no value." },
    tableOf(files, [
      left("file", ({ file }) => file),
      left("compared with", ({ comparedWith }) => comparedWith),
      left("lacks", ({ lacks }) => listed(lacks)),
      left("adds", ({ adds }) => listed(adds)),
      left("other types", ({ types }) =>
        listed(types.map(({ column, before, type }) => `${column}: ${before} → ${type}`)),
      ),
      left("order", ({ reordered }: FileDrift) => (reordered ? "another" : "the same")),
    ]),
  ];
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return missing;
  const more = names.length > shownNames ? `, and ${names.length - shownNames} more` : "";
  return names.slice(0, shownNames).join(", ") + more;
}

function domainBlocks({ domains, labels }: Drift): Block[] {
  const changed = tableOf(domains, [
    left("domain", ({ domain }) => domain),
    left("change", ({ change }) => change),
    right("training rows", ({ trainRows }) => formatCount(trainRows)),
    right("rows in valid and test", ({ laterRows }) => formatCount(laterRows)),
  ]);
  const constant = tableOf(labels, [
    left("domain", ({ domain }) => domain ?? "all domains"),
    right("positive in training", ({ trainRate }) => formatShare(trainRate)),
    right("positives in valid and test", ({ laterPositives }) => formatCount(laterPositives)),
    right("rows in valid and test", ({ laterRows }) => formatCount(laterRows)),
  ]);
  return [
    ...(domains.length === 0 ? [] : [{ kind: "heading" as const, text: "Domains" }, changed]), // widens to string without it
    ...(labels.length === 0 ? [] : [{ kind: "heading" as const, text: "Labels that became constant" }, constant]), // as above
  ];
}

/** Those that changed at all, the most unseen or newly null first. */
function featureBlocks({ features }: Drift): Block[] {
  const change = ({ unseen, trainNullShare, laterNullShare }: Drift["features"][number]): number =>
    Math.max(unseen?.share ?? 0, Math.abs((laterNullShare ?? 0) - (trainNullShare ?? 0)));
  const changed = features.filter((feature) => change(feature) > 0).toSorted((a, b) => change(b) - change(a));
  if (changed.length === 0) return [];
  return [
    { kind: "heading", text: "Features in valid and test" },
    tableOf(changed, [
      left("feature", ({ feature }) => feature),
      right("null in training", ({ trainNullShare }) => formatShare(trainNullShare)),
      right("null later", ({ laterNullShare }) => formatShare(laterNullShare)),
      right("unseen categories", ({ unseen }) => formatCount(unseen?.values ?? null)),
      right("values with them", ({ unseen }) => formatCount(unseen?.elements ?? null)),
      right("share of values", ({ unseen }) => formatShare(unseen?.share ?? null)),
    ]),
  ];
}
