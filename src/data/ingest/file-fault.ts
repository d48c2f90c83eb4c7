import { DomainlensError } from "../../util/errors.ts";

/** What the machine lacks is no fault of a file. */
const machineErrors = new Set(["ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE", "ENOMEM"]);

/**
 * The error of a file that is to be left out, when an error comes from the file, or from what the config says and the file does not bear out;
 * null for a machine without disk space, an interrupt, or a defect of the program.
 */
export function fileFault(error: unknown, name: string): DomainlensError | null {
  if (error instanceof DomainlensError) return isOfFile(error) ? withName(error, name) : null;
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  const { code, message } = error;
  // Those of zlib begin with Z_, those of the system with E; Node's own, such as ERR_INVALID_ARG_TYPE, are defects of the program.
  if (!/^(Z_|E(?!RR_))/.test(code) || machineErrors.has(code)) return null;
  return new DomainlensError("input", {
    what: `${name} cannot be read: ${message}`,
    value: code,
    remedy: "check that the file is complete and readable, or leave it out of the dataset",
    cause: error,
  });
}

/** What a list of files says of one that is left out. */
export function faultText({ message }: DomainlensError, name: string): string {
  return message.includes(name) ? message : `${name}: ${message}`;
}

/** Errors of the SQL engine do not say which file is read; those of the config say which key it is. */
function withName(error: DomainlensError, name: string): DomainlensError {
  const { code, details } = error;
  return code === "config" ? error : new DomainlensError(code, { ...details, what: faultText(error, name) });
}

function isOfFile({ code, message }: DomainlensError): boolean {
  return (
    code === "input" || code === "data" || code === "config" || (code === "resources" && /out of memory/i.test(message))
  );
}
