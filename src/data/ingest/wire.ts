import { DomainlensError, type ErrorCode } from "../../util/errors.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import type { FileJob, FileReport, ReaderSetup } from "./file-reader.ts";

/** What the process that reads files is asked: first `open`, once. */
export type Request =
  { readonly kind: "open"; readonly setup: ReaderSetup } | { readonly kind: "read"; readonly job: FileJob };

/** Its answers, one for each request. */
export type Reply =
  | { readonly kind: "opened"; readonly lookups: IngestArtifact["joins"] }
  | { readonly kind: "read"; readonly report: WireReport }
  | { readonly kind: "failed"; readonly error: WireError };

/** An error as data: of ours with a code of ours, else with that of the system or a library. */
export interface WireError {
  readonly own: boolean;
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
  readonly value?: unknown;
}

type Absent = [name: string, error: WireError | null][];

/** A report whose maps hold errors as data. */
export interface WireReport extends Omit<FileReport, "absent" | "untyped"> {
  readonly absent: Absent;
  readonly untyped: Absent;
}

export function errorToWire(error: unknown): WireError {
  if (error instanceof DomainlensError) {
    const { what, remedy, value } = error.details;
    return { own: true, code: error.code, what, remedy, ...(value !== undefined && { value: plain(value) }) };
  }
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  return { own: false, code, what: error instanceof Error ? error.message : String(error), remedy: "" };
}

export function errorFromWire({ own, code, what, remedy, value }: WireError): Error {
  // The code was that of a DomainlensError on the other side.
  if (own) return new DomainlensError(code as ErrorCode, { what, remedy, ...(value !== undefined && { value }) });
  return Object.assign(new Error(what), { code });
}

export function reportToWire({ absent, untyped, ...rest }: FileReport): WireReport {
  const entries = (map: FileReport["absent"]): Absent =>
    [...map].map(([name, error]) => [name, error === null ? null : errorToWire(error)]);
  return { ...rest, absent: entries(absent), untyped: entries(untyped) };
}

export function reportFromWire({ absent, untyped, ...rest }: WireReport): FileReport {
  const own = (error: WireError): DomainlensError => {
    const { code, what, remedy, value } = error;
    return new DomainlensError(code as ErrorCode, { what, remedy, ...(value !== undefined && { value }) }); // As above.
  };
  return {
    ...rest,
    absent: new Map(absent.map(([name, error]) => [name, error === null ? null : own(error)])),
    untyped: new Map(untyped.flatMap(([name, error]) => (error === null ? [] : [[name, own(error)] as const]))),
  };
}

/** What can be sent: values of errors are shown, not used. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? "null") as unknown;
}
