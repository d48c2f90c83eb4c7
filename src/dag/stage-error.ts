import { DomainlensError, type ErrorCode } from "../util/errors.ts";

interface Known {
  readonly code: ErrorCode;
  readonly what: string;
  readonly remedy: string;
}

const diskFull: Known = {
  code: "resources",
  what: "the disk is full",
  remedy: "free disk space, or put the runs elsewhere with --runs-dir; the same command then resumes",
};
const diskBroken: Known = {
  code: "resources",
  what: "a disk failed to read or write",
  remedy: "check the disk and its connection; the same command then resumes",
};
const noAccess: Known = { code: "resources", what: "access was denied", remedy: "check the permissions of this path" };

/** Errors of the operating system that users meet. */
const systemErrors: Readonly<Record<string, Known>> = {
  ENOSPC: diskFull,
  EDQUOT: { ...diskFull, what: "the disk quota is used up" },
  EIO: diskBroken,
  EROFS: { code: "resources", what: "the file system is read-only", remedy: "choose another place with --runs-dir" },
  EACCES: noAccess,
  EPERM: noAccess,
  ENOENT: {
    code: "input",
    what: "a file or folder is missing",
    remedy: "was it moved or deleted during the run? Run again",
  },
  EMFILE: { code: "resources", what: "too many open files", remedy: "raise the limit (ulimit -n), or lower --threads" },
  ENOMEM: { code: "resources", what: "out of memory", remedy: "raise the memory of the machine, or lower --threads" },
};

/** Puts the stage's name on an error, once; what is no DomainlensError becomes one, with its cause. */
export function stageError(error: unknown, stage: string): DomainlensError {
  const wrapped = error instanceof DomainlensError ? error : fromForeign(error);
  wrapped.stage ??= stage;
  return wrapped;
}

/** An error of Node or a library as a DomainlensError: known system errors with a remedy, all others as internal. */
export function fromForeign(error: unknown): DomainlensError {
  const message = error instanceof Error ? error.message : String(error);
  const known = systemErrors[codeOf(error)] ?? fromMessage(message);
  if (known !== undefined) {
    const path = error instanceof Error && "path" in error && typeof error.path === "string" ? `: ${error.path}` : "";
    return new DomainlensError(known.code, {
      what: `${known.what}${path}`,
      value: message,
      remedy: known.remedy,
      cause: error,
    });
  }
  return new DomainlensError("internal", {
    what: message === "" ? "an error without a message" : message,
    remedy: "this is a defect of domainlens; please report it with the output of the same command and --debug",
    cause: error,
  });
}

/** Native libraries give the text of a system error alone. */
function fromMessage(message: string): Known | undefined {
  if (/No space left on device/i.test(message)) return diskFull;
  return /Input\/output error/i.test(message) ? diskBroken : undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
