import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { DomainlensError } from "../../util/errors.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { errorFromWire } from "../../util/error-wire.ts";
import type { ProcessUse } from "../../util/process-use.ts";
import type { FileJob, FileReader, FileReport, ReaderSetup } from "./file-reader.ts";
import { defaultSeconds, outOfMemory, processLimit } from "./process-limits.ts";
import { removePart } from "./remove-part.ts";
import { type Answer, type Reply, reportFromWire, type Request } from "./wire.ts";

export interface ProcessOptions {
  /** Seconds for one file; default: by its size. */
  readonly secondsPerFile?: number | undefined;
  /** The script that reads. */
  readonly script?: string;
}

/** Node's timers take 31 bits of milliseconds, 24 days; longer ones run out at once. */
const maxTimerSeconds = (2 ** 31 - 1) / 1000;

/** How the process ended, or did not, instead of giving an answer. */
class ReaderLoss extends Error {}

const ownScript = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./reader-process.ts" : "./reader-process.js", import.meta.url),
);

/**
 * Reads files in a process of their own, with a limit of memory and time for each: a file that crashes, fills or occupies it costs that process,
 * and the next file gets another.
 */
export class ProcessReader implements FileReader {
  readonly #setup: ReaderSetup;
  readonly #options: ProcessOptions;
  readonly #use = new Map<ChildProcess, ProcessUse>();
  #child: ChildProcess | undefined;
  #lookups: IngestArtifact["joins"] = [];

  constructor(setup: ReaderSetup, options: ProcessOptions = {}) {
    this.#setup = setup;
    this.#options = options;
  }

  async lookups(signal: AbortSignal): Promise<IngestArtifact["joins"]> {
    try {
      await this.#open(signal);
    } catch (error) {
      throw error instanceof ReaderLoss ? brokenLookups(this.#setup, error) : error;
    }
    return this.#lookups;
  }

  /** The processor time of all processes that read, and the memory of the largest: one reads at a time. What one used after its last answer is not known. */
  get used(): ProcessUse {
    const all = [...this.#use.values()];
    return {
      processorMs: all.reduce((sum, { processorMs }) => sum + processorMs, 0),
      peakRssBytes: all.reduce((most, { peakRssBytes }) => Math.max(most, peakRssBytes), 0),
    };
  }

  async read(job: FileJob, signal: AbortSignal): Promise<FileReport> {
    const { file, place } = job;
    try {
      const child = await this.#open(signal);
      const seconds = this.#options.secondsPerFile ?? defaultSeconds(file.bytes);
      const reply = await this.#ask(child, { kind: "read", job }, { signal, seconds });
      if (reply.kind === "read") return reportFromWire(reply.report);
      throw reply.kind === "failed" ? errorFromWire(reply.error) : new Error(`an unexpected answer: ${reply.kind}`);
    } catch (error) {
      if (!(error instanceof ReaderLoss) && !signal.aborted) throw error;
      this.#kill();
      removePart(this.#setup.rowsDir, place.fileIndex);
      throw error instanceof ReaderLoss ? lost(file.name, error) : error;
    }
  }

  async #open(signal: AbortSignal): Promise<ChildProcess> {
    if (this.#child?.connected === true) return this.#child;
    const child = fork(this.#options.script ?? ownScript, [], {
      // What is read in one go, without a look at the memory in between.
      execArgv: [`--max-old-space-size=${Math.ceil(processLimit(this.#setup.memoryBytes) / 2 ** 20)}`],
      serialization: "advanced",
      // What a native library prints before it aborts says nothing to a user.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child = child;
    const reply = await this.#ask(child, { kind: "open", setup: this.#setup }, { signal, seconds: undefined });
    if (reply.kind === "failed") throw errorFromWire(reply.error);
    if (reply.kind === "opened") this.#lookups = reply.lookups;
    return child;
  }

  async #ask(child: ChildProcess, request: Request, patience: Patience): Promise<Reply> {
    const { reply, use } = await ask(child, request, patience);
    this.#use.set(child, use);
    return reply;
  }

  #kill(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#kill();
    return Promise.resolve();
  }
}

interface Patience {
  readonly signal: AbortSignal;
  readonly seconds: number | undefined;
}

/** Errors: ReaderLoss when the process ends or is silent for too long; the signal's reason when it is aborted. */
function ask(child: ChildProcess, request: Request, { signal, seconds }: Patience): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const limit = seconds === undefined ? undefined : Math.min(seconds, maxTimerSeconds);
    const timer = limit === undefined ? undefined : setTimeout(() => fail(late(limit)), limit * 1000);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit).off("error", fail);
      signal.removeEventListener("abort", onAbort);
      act();
    };
    const fail = (error: Error): void => settle(() => reject(error));
    const onMessage = (answer: unknown): void => settle(() => resolve(answer as Answer)); // Our own script sent it.
    const onExit = (code: number | null, killer: string | null): void => fail(new ReaderLoss(howEnded(code, killer)));
    // An AbortSignal may be aborted with anything.
    const onAbort = (): void => settle(() => reject(signal.reason as Error));
    child.on("message", onMessage).on("exit", onExit).on("error", fail);
    signal.addEventListener("abort", onAbort);
    child.send(request, (error) => {
      if (error !== null) fail(new ReaderLoss(`the process that read it could not be reached: ${error.message}`));
    });
  });
}

function late(seconds: number): ReaderLoss {
  return new ReaderLoss(`it was not read within ${Math.round(seconds)} s`);
}

function howEnded(code: number | null, signal: string | null): string {
  if (code === outOfMemory) return "it needs more memory than resources.memory allows";
  // Node ends itself by it when its heap is full, as native libraries do when they cannot go on.
  if (signal === "SIGABRT")
    return "the process that read it gave up (SIGABRT): it needs too much memory, or is damaged";
  return `the process that read it broke down (${signal ?? `exit code ${code}`})`;
}

function lost(name: string, { message }: ReaderLoss): DomainlensError {
  return new DomainlensError("input", {
    what: `${name} cannot be read: ${message}`,
    remedy: "check the file, or leave it out; if it is sound, raise resources.memory or resources.secondsPerFile",
    limited: true,
  });
}

function brokenLookups({ lookups }: ReaderSetup, { message }: ReaderLoss): DomainlensError {
  const names = lookups.map(({ name }) => name).join(", ");
  return new DomainlensError("data", {
    what: `the lookup tables cannot be read (${names}): ${message}`,
    remedy: "check the files of dataset.joins; if they are sound, raise resources.memory",
  });
}
