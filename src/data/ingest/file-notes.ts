import type { IngestArtifact } from "../artifacts/ingest.ts";

type Files = IngestArtifact["files"];

const shownFiles = 5;

/** What a reader of the log should know of single files: left out, in doubt, or not checked. */
export function fileNotes(files: Files): string[] {
  const unreadable = files.flatMap((file) => (file.unreadable === undefined ? [] : [`left out: ${file.unreadable}`]));
  const doubts = files.flatMap(({ name, doubts = [] }) => doubts.map((doubt) => `${name}: ${doubt}`));
  return [...capped(unreadable), ...capped(doubts), ...unchecked(files)];
}

function unchecked(files: Files): string[] {
  const found = files.filter(({ uncheckedPages = 0 }) => uncheckedPages > 0);
  if (found.length === 0) return [];
  return [
    `${found.length} of ${files.length} files have Parquet pages without checksums, ${found[0].name} first: damage in them shows only where they cannot be decoded`,
  ];
}

function capped(lines: readonly string[]): string[] {
  const more = lines.length - shownFiles;
  return [...lines.slice(0, shownFiles), ...(more > 0 ? [`… and ${more} more files`] : [])];
}
