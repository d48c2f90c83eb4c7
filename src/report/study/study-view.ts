import type { StudyArtifact } from "../../data/artifacts/study.ts";
import type { Text } from "../blocks.ts";
import type { Chart } from "../charts/chart.ts";

/** How one study is shown: its picture, and what the numbers say in sentences. */
export interface StudyView {
  /** What is compared and which figure of the paper it follows, in a sentence or two. */
  about(study: StudyArtifact): string;
  chart(study: StudyArtifact): Chart;
  /** The result, a sentence an item; computed from the numbers alone. */
  reading(study: StudyArtifact): Text[];
}
