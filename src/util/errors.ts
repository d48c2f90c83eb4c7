export type ErrorCode = "usage" | "config" | "input" | "data" | "compute" | "resources" | "gate" | "internal";

export interface ErrorDetails {
  /** What went wrong, naming the file, line, column, feature or key. */
  readonly what: string;
  /** The offending value, if there is one. */
  readonly value?: unknown;
  /** What the user can do about it. */
  readonly remedy: string;
  /** Whether a limit of the machine or of `resources` was met: with another one, the same inputs may do. */
  readonly limited?: boolean;
  readonly cause?: unknown;
}

/** The exit code of each kind of error: 1 a stage failed, 2 bad usage or config, 3 a gate failed. */
const exitCodes = {
  usage: 2,
  config: 2,
  input: 1,
  data: 1,
  compute: 1,
  resources: 1,
  gate: 3,
  internal: 1,
} satisfies Record<ErrorCode, number>;

/** Every error that a user can meet: a code, what went wrong, the value, and the remedy, rendered once by the CLI. */
export class DomainlensError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** The stage in which it happened; set once, at the DAG boundary. */
  stage: string | undefined;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.what, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "DomainlensError";
    this.code = code;
    this.details = details;
  }

  get exitCode(): number {
    return exitCodes[this.code];
  }

  /** One block of text: stage, what, value, remedy. No stack. */
  render(): string {
    const { what, value, remedy } = this.details;
    const where = this.stage === undefined ? "" : `[${this.stage}] `;
    const lines = [`error: ${where}${what}`];
    if (value !== undefined) lines.push(`  value:  ${show(value)}`);
    lines.push(`  remedy: ${remedy}`);
    return lines.join("\n");
  }
}

function show(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
}
