import { setInterval } from "node:timers";
import { errorToWire } from "../../util/error-wire.ts";
import { ownUse } from "../../util/process-use.ts";
import { LocalReader } from "./local-reader.ts";
import { outOfMemory, processLimit } from "./process-limits.ts";
import { type Answer, type Reply, reportToWire, type Request } from "./wire.ts";

// The process that reads raw files for another one: it may be killed, or kill itself, at any time.
let reader: LocalReader | undefined;
const never = new AbortController().signal;

async function answer(request: Request): Promise<Reply> {
  try {
    if (request.kind === "open") {
      watchMemory(request.setup.memoryBytes);
      reader = new LocalReader(request.setup);
      return { kind: "opened", lookups: await reader.lookups() };
    }
    if (reader === undefined) throw new Error("a file was asked for before the reader was opened");
    return { kind: "read", report: reportToWire(await reader.read(request.job, never)) };
  } catch (error) {
    return { kind: "failed", error: errorToWire(error) };
  }
}

function watchMemory(engineBytes: number): void {
  const limit = processLimit(engineBytes);
  setInterval(() => {
    if (process.memoryUsage.rss() > limit) process.exit(outOfMemory);
  }, 100).unref();
}

process.on("message", (request: Request) => {
  void answer(request).then((reply) => process.send?.({ reply, use: ownUse() } satisfies Answer));
});
// An interrupt at the terminal reaches this process too; the one that asked ends it, and knows why.
process.on("SIGINT", () => undefined);
// The one that asked is gone.
process.on("disconnect", () => process.exit(0));
