import { CommanderError } from "commander";
import { fromForeign } from "../dag/stage-error.ts";
import { DomainlensError } from "../util/errors.ts";
import { redactSecrets } from "../util/redact.ts";
import { terminalText } from "../util/visible.ts";
import { InterruptedError } from "./interrupt.ts";
import { isReaderGone } from "./print.ts";
import { buildProgram } from "./program.ts";

/** A name from the data may be longer than any line that is read. */
const longestErrorLine = 2000;

/** Runs the command line and gives its exit code: 0 done, 1 a stage failed, 2 bad usage or config, 3 a gate failed, 130 interrupted. */
export async function runCli(args: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", exceptLeft);
  try {
    await buildProgram().parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has printed its own message; asking for help is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof InterruptedError) return error.exitCode;
    const shown = error instanceof DomainlensError ? error : fromForeign(error);
    process.stderr.write(`${terminalText(redactSecrets(shown.render()), longestErrorLine)}\n`);
    if (args.includes("--debug")) process.stderr.write(`${terminalText(redactSecrets(stacks(shown)))}\n`);
    return shown.exitCode;
  }
}

function stacks(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stacks(error.cause)}`;
}

/** A reader that closes the pipe early (`| head`) has what it wanted: the work goes on, and its exit code is told all the same. */
function exceptLeft(error: Error): void {
  if (!isReaderGone(error)) throw error;
}
