import type { SourceFile } from "../../dag/stage.ts";
import type { DomainlensError } from "../../util/errors.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { Absences } from "./absences.ts";
import { Copies } from "./copies.ts";
import { fileFault } from "./file-fault.ts";
import { fileNotes } from "./file-notes.ts";
import { FileSchemas } from "./file-schemas.ts";
import type { FileJob, FileReader, FileReport } from "./file-reader.ts";
import type { RejectList } from "./rejects.ts";

type Input = Pick<FileJob, "file" | "entity">;
type Files = IngestArtifact["files"];
type Joins = IngestArtifact["joins"];

export interface ReadFiles {
  readonly files: Files;
  /** Of the files that were left out. */
  readonly faults: readonly DomainlensError[];
  readonly joins: Joins;
  readonly notes: readonly string[];
  readonly schemaDrift: NonNullable<IngestArtifact["schemaDrift"]>;
}

export interface ReadContext {
  readonly reader: FileReader;
  readonly rejects: RejectList;
  readonly signal: AbortSignal;
  /** Told before each file. */
  readonly report: (file: SourceFile, done: number) => void;
}

/**
 * Reads the files of a log in order. One that cannot be read is left out by name; when that befalls all files of an entity, or all of a
 * log without file sets, it is the error of the first. An error of the config ends it after two files, when none was read before.
 */
export async function readFiles(inputs: readonly Input[], context: ReadContext): Promise<ReadFiles> {
  const { reader, rejects, signal } = context;
  let joins = await reader.lookups(signal);
  const absences = new Absences();
  const schemas = new FileSchemas();
  const copies = new Copies();
  const files: Files = [];
  const faults = new Map<Input, DomainlensError>();
  let rowBase = 0;
  for (const [fileIndex, input] of inputs.entries()) {
    const { file } = input;
    signal.throwIfAborted();
    context.report(file, fileIndex);
    try {
      const report = await reader.read({ ...input, place: { fileIndex, rowBase, split: file.split } }, signal);
      await rejects.append(report.rejects);
      schemas.add(file.name, input.entity, report.columns);
      absences.add(file.name, report.absent, report.untyped);
      joins = joins.map((join, j) => withMatches(join, report.matches[j]));
      files.push(withDoubt(report.counts, copies.doubtOf(file, report.counts.read)));
      rowBase += report.counts.read;
    } catch (error) {
      const fault = signal.aborted ? null : fileFault(error, file.name);
      if (fault === null) throw error;
      throwIfOfConfig([...faults.values(), fault], files);
      faults.set(input, fault);
      rejects.refuse(file.name, fault.message);
      files.push(unread(input, fault.message));
    }
  }
  throwIfNoneWasRead(inputs, faults);
  const notes = [...absences.notes(), ...fileNotes(files)];
  return { files, faults: [...faults.values()], joins, notes, schemaDrift: [...schemas.drift] };
}

/** Why another machine, or another limit, may read more of the files; undefined where none was left out for a limit. */
export function limitsMet(faults: readonly DomainlensError[]): string | undefined {
  const limited = faults.filter(isLimited);
  if (limited.length === 0) return undefined;
  const more = limited.length === 1 ? "" : `, and ${limited.length - 1} more`;
  return `files were left out for a limit: ${limited[0].message}${more}`;
}

/** Whether a file was left out for a limit, such as of memory or time. */
export function isLimited({ code, details }: DomainlensError): boolean {
  return code === "resources" || details.limited === true;
}

function withMatches(join: Joins[number], matches: FileReport["matches"][number]): Joins[number] {
  return {
    ...join,
    matchedRows: join.matchedRows + matches.matchedRows,
    unmatchedRows: join.unmatchedRows + matches.unmatchedRows,
  };
}

function withDoubt(counts: Files[number], doubt: string | undefined): Files[number] {
  return doubt === undefined ? counts : { ...counts, doubts: [...(counts.doubts ?? []), doubt] };
}

function unread({ file, entity }: Input, unreadable: string): Files[number] {
  const none = { records: 0, header: false, read: 0, kept: 0, rejected: 0, invalid: 0, excluded: 0 };
  return { name: file.name, ...(entity !== undefined && { entity }), bytes: file.bytes, ...none, unreadable };
}

/** What the config says may not suit one odd file; where it suits none of those read until now, and not for the first time, it is a mistake. */
function throwIfOfConfig(faults: readonly DomainlensError[], files: Files): void {
  const [first, second] = faults.filter(({ code }) => code === "config");
  if (second !== undefined && files.every(({ unreadable }) => unreadable !== undefined)) throw first;
}

function throwIfNoneWasRead(inputs: readonly Input[], faults: ReadonlyMap<Input, DomainlensError>): void {
  for (const [{ entity }, fault] of faults) {
    const set = inputs.filter((other) => other.entity === entity);
    if (set.every((other) => faults.has(other))) throw fault;
  }
}
