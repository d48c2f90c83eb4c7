/** The user, or the system, asked the program to stop. */
export class InterruptedError extends Error {
  /** 128 + the number of SIGINT, as shells have it. */
  readonly exitCode = 130;
}

/** A stage that does not look at its signal for this long is left behind; its unfinished outputs are removed by the next run. */
const graceMs = 1500;

/**
 * Runs `work` with a signal that SIGINT, SIGTERM and SIGHUP abort. Throws InterruptedError when one of them came; the process ends
 * within two seconds even if `work` does not.
 */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let deadline: NodeJS.Timeout | undefined;
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write("interrupted: stopping; the same command continues where this one ends\n");
    controller.abort();
    deadline = setTimeout(() => process.exit(130), graceMs);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? new InterruptedError("interrupted", { cause: error }) : error;
  } finally {
    clearTimeout(deadline);
    for (const name of signals) process.off(name, stop);
  }
}
