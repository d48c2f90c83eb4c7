import { DomainlensError, type ErrorCode } from "./errors.ts";

/** An error as data: of ours with a code of ours, else with that of the system or a library. */
export interface WireError {
  readonly own: boolean;
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
  readonly value?: unknown;
}

/** An error for another process or thread. */
export function errorToWire(error: unknown): WireError {
  if (error instanceof DomainlensError) {
    const { what, remedy, value } = error.details;
    return { own: true, code: error.code, what, remedy, ...(value !== undefined && { value: plain(value) }) };
  }
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  return { own: false, code, what: error instanceof Error ? error.message : String(error), remedy: "" };
}

/** The error that another process or thread has sent. */
export function errorFromWire(error: WireError): Error {
  return error.own ? ownError(error) : Object.assign(new Error(error.what), { code: error.code });
}

/** One of ours that another process or thread has sent. */
export function ownError({ code, what, remedy, value }: WireError): DomainlensError {
  // The code was that of a DomainlensError on the other side.
  return new DomainlensError(code as ErrorCode, { what, remedy, ...(value !== undefined && { value }) });
}

/** What can be sent: values of errors are shown, not used. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? "null") as unknown;
}
