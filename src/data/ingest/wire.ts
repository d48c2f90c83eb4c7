import { errorToWire, ownError, type WireError } from "../../util/error-wire.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import type { ProcessUse } from "../../util/process-use.ts";
import type { FileJob, FileReport, ReaderSetup } from "./file-reader.ts";

/** What the process that reads files is asked: first `open`, once. */
export type Request =
  { readonly kind: "open"; readonly setup: ReaderSetup } | { readonly kind: "read"; readonly job: FileJob };

/** What it sends, once for each request: an answer, and what it has used so far. */
export interface Answer {
  readonly reply: Reply;
  readonly use: ProcessUse;
}

/** Its answers. */
export type Reply =
  | { readonly kind: "opened"; readonly lookups: IngestArtifact["joins"] }
  | { readonly kind: "read"; readonly report: WireReport }
  | { readonly kind: "failed"; readonly error: WireError };

type Absent = [name: string, error: WireError | null][];

/** A report whose maps hold errors as data. */
export interface WireReport extends Omit<FileReport, "absent" | "untyped"> {
  readonly absent: Absent;
  readonly untyped: Absent;
}

export function reportToWire({ absent, untyped, ...rest }: FileReport): WireReport {
  const entries = (map: FileReport["absent"]): Absent =>
    [...map].map(([name, error]) => [name, error === null ? null : errorToWire(error)]);
  return { ...rest, absent: entries(absent), untyped: entries(untyped) };
}

export function reportFromWire({ absent, untyped, ...rest }: WireReport): FileReport {
  return {
    ...rest,
    absent: new Map(absent.map(([name, error]) => [name, error === null ? null : ownError(error)])),
    untyped: new Map(untyped.flatMap(([name, error]) => (error === null ? [] : [[name, ownError(error)] as const]))),
  };
}
