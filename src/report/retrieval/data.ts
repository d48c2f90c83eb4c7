import type { Section } from "../blocks.ts";
import { formatCount } from "../format.ts";
import { namedOverlap } from "../named-overlap.ts";
import { overlapSection } from "../sections/overlap.ts";
import { left, right, tableOf } from "../table.ts";
import { artifactFile, type RetrievalReportInput } from "./report-input.ts";

const shownDomains = 40;

/** What towers were trained and evaluated on, and what of it has no id in the log. */
export function dataSection({ artifact }: RetrievalReportInput): Section {
  const { domains, interactions, evaluation, fields } = artifact;
  return {
    id: "data",
    title: "Data",
    blocks: [
      tableOf(
        domains,
        [
          left("domain", (name) => name),
          right("positives", (name) => formatCount(interactions[domains.indexOf(name)])),
        ],
        shownDomains,
        artifactFile,
      ),
      {
        kind: "list",
        items: [`The user tower reads: ${fields.user.join(", ")}.`, `The item tower reads: ${fields.item.join(", ")}.`],
      },
      { kind: "heading", text: "Held-out items" },
      tableOf(
        evaluation,
        [
          left("domain", ({ domain }) => domain),
          right("lists", ({ lists }) => formatCount(lists)),
          right("items", ({ items }) => formatCount(items)),
          right("without an id", ({ unknownItems }) => formatCount(unknownItems)),
          right("held-out items", ({ positives }) => formatCount(positives)),
          right("without an id", ({ unknownPositives }) => formatCount(unknownPositives)),
          right("not in their list", ({ absentPositives }) => formatCount(absentPositives)),
          right("chosen in training", ({ chosenPositives }) => formatCount(chosenPositives)),
          right("users without an id", ({ unknownUsers }) => formatCount(unknownUsers)),
        ],
        shownDomains,
        artifactFile,
      ),
    ],
  };
}

/** Users and items that domains share (ADI, Table 5). */
export function sharedSection({ artifact, overlap }: RetrievalReportInput): Section {
  const domains = artifact.domains.map((name) => ({ name }));
  return overlapSection({ domains, overlap: namedOverlap(artifact.domains, overlap), file: "profile.json" });
}
