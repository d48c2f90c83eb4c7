import type { StageName } from "../../dag/stage.ts";
import { redactSecrets } from "../../util/redact.ts";
import { visible } from "../../util/visible.ts";
import { type ProgressView, describeFinish, describeProgress } from "./progress.ts";
import { speedometer } from "./speed.ts";

/** A line at most this often per message, so that logs stay short. */
const quietMs = 10_000;

/** Progress as plain lines, for logs and pipes. */
export function lineProgress(write: (line: string) => void = writeError): ProgressView {
  let lastMessage = "";
  let lastTime = 0;
  let speedOf = speedometer();
  const say = (stage: StageName, text: string): void => write(`${stage.padEnd(10)}  ${text}`);
  return {
    observer: {
      planned: ({ runFolder }) => write(`run ${runFolder}`),
      started: () => {
        lastMessage = "";
        speedOf = speedometer();
      },
      progress: (stage, progress) => {
        const now = performance.now();
        const speed = speedOf(progress);
        if (progress.message === lastMessage && now - lastTime < quietMs) return;
        lastMessage = progress.message;
        lastTime = now;
        say(stage, describeProgress(progress, speed));
      },
      warned: (stage, message) => say(stage, `warning: ${visible(redactSecrets(message))}`),
      finished: (stage, how, entry) => say(stage, describeFinish(how, entry)),
    },
    close: () => Promise.resolve(),
  };
}

function writeError(line: string): void {
  process.stderr.write(`${line}\n`);
}
