import type { StageName } from "../../dag/stage.ts";

/** Folder of each stage under a run. */
export const stageFolders = {
  ingest: "01-ingest",
  profile: "02-profile",
  encode: "03-encode",
  "train-base": "04-train-base",
  attribute: "05-attribute",
  rank: "06-rank",
  select: "07-select",
  train: "08-train",
  importance: "09-importance",
  report: "10-report",
  "study-ablation": "11-study-ablation",
  "study-dependence": "12-study-dependence",
  "study-extractor-input": "13-study-extractor-input",
  "study-attention": "14-study-attention",
  transfer: "15-transfer",
  retrieval: "16-retrieval",
} satisfies Record<StageName, string>;

/** The splits in the order of their codes: 0 train, 1 valid, 2 test. */
export const splitNames = ["train", "valid", "test"] as const;
export type SplitName = (typeof splitNames)[number];

/** File name of the artifact of feature number `index` (position in the config), such as `007.parquet`: names never reach paths. */
export function featureFile(index: number): string {
  return `${String(index).padStart(3, "0")}.parquet`;
}

/** File name of part number `index` of a row table, such as `00003.parquet`. */
export function partFile(index: number): string {
  return `${String(index).padStart(5, "0")}.parquet`;
}

/** File names of a part that lies in so many pieces: `00003-000.parquet` and so on, or that of `partFile` for one. */
export function partFiles(index: number, pieces: number): string[] {
  if (pieces === 1) return [partFile(index)];
  const stem = String(index).padStart(5, "0");
  return Array.from({ length: pieces }, (_, piece) => `${stem}-${String(piece).padStart(3, "0")}.parquet`);
}
