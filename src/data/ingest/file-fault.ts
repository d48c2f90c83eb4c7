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

/** Errors of the SQL engine do not say which file is read. Those of the config begin with the key that they are about. */
function withName({ code, details, message }: DomainlensError, name: string): DomainlensError {
  const what = code === "config" ? `${message} (in ${name})` : `${name}: ${message}`;
  return new DomainlensError(code, message.includes(name) ? details : { ...details, what });
}

function isOfFile({ code, message }: DomainlensError): boolean {
  return (
    code === "input" || code === "data" || code === "config" || (code === "resources" && /out of memory/i.test(message))
  );
}
