import type { StageName } from "../../dag/stage.ts";
import { type ProgressView, describeFinish, describeProgress } from "./progress.ts";

/** A line at most this often per message, so that logs stay short. */
const quietMs = 10_000;

/** Progress as plain lines, for logs and pipes. */
export function lineProgress(write: (line: string) => void = writeError): ProgressView {
  let lastMessage = "";
  let lastTime = 0;
  const say = (stage: StageName, text: string): void => write(`${stage.padEnd(10)}  ${text}`);
  return {
    observer: {
      planned: ({ runFolder }) => write(`run ${runFolder}`),
      started: () => {
        lastMessage = "";
      },
      progress: (stage, progress) => {
        const now = performance.now();
        if (progress.message === lastMessage && now - lastTime < quietMs) return;
        lastMessage = progress.message;
        lastTime = now;
        say(stage, describeProgress(progress));
      },
      warned: (stage, message) => say(stage, `warning: ${message}`),
      finished: (stage, how, entry) => say(stage, describeFinish(how, entry)),
    },
    close: () => Promise.resolve(),
  };
}

function writeError(line: string): void {
  process.stderr.write(`${line}\n`);
}
