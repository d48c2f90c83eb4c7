import { Listr, ListrLogger, ProcessOutput } from "listr2";
import type { Plan } from "../../dag/plan.ts";
import type { Progress, StageName } from "../../dag/stage.ts";
import { redactSecrets } from "../../util/redact.ts";
import { visible } from "../../util/visible.ts";
import { type ProgressView, describeFinish, describeProgress } from "./progress.ts";
import { type Speedometer, speedometer } from "./speed.ts";

/** The part of a list's task that changes what is shown. */
interface Shown {
  title: string;
  output: string;
}

/** One line of the list. */
interface Line {
  /** Called by the list when the line's turn has come; resolves when the stage is over. */
  attach(task: Shown): Promise<void>;
  show(text: string): void;
  end(title: string): void;
  fail(): void;
}

/** Progress as a list of stages with a bar under the one that runs, on stderr. */
export function barProgress(): ProgressView {
  const lines = new Map<StageName, Line>();
  const warnings: string[] = [];
  let shown: Promise<unknown> = Promise.resolve();
  let speedOf = speedometer();
  return {
    observer: {
      planned: (plan) => {
        for (const { stage } of plan.stages) lines.set(stage.name, newLine());
        shown = listOf(plan, lines).run().catch(ignoreFailure);
      },
      started: () => {
        speedOf = speedometer();
      },
      progress: (stage, progress) => lines.get(stage)?.show(withBar(progress, speedOf)),
      warned: (stage, message) => warnings.push(`${stage}: warning: ${visible(redactSecrets(message))}`),
      finished: (stage, how, entry) => {
        lines.get(stage)?.end(`${stage.padEnd(10)}  ${describeFinish(how, entry)}`);
      },
    },
    close: async () => {
      // Stages that did not finish end the list with a cross.
      for (const line of lines.values()) line.fail();
      await shown;
      for (const warning of warnings) process.stderr.write(`${warning}\n`);
    },
  };
}

function listOf(plan: Plan, lines: ReadonlyMap<StageName, Line>): Listr {
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  const tasks = plan.stages.map(({ stage }) => ({
    title: stage.name,
    task: (_: unknown, task: Shown) => lines.get(stage.name)?.attach(task),
  }));
  const rendererOptions = { logger, collapseErrors: false, showErrorMessage: false };
  return new Listr(tasks, { renderer: "default", rendererOptions });
}

function newLine(): Line {
  let end = (): void => undefined;
  let fail: (error: Error) => void = () => undefined;
  const over = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  // Lines after a failed one are never awaited by the list.
  over.catch(ignoreFailure);
  // A stage whose outputs are there is over before the list has begun to show it.
  let shown: Shown | undefined;
  let title: string | undefined;
  return {
    attach: (task) => {
      shown = task;
      task.title = title ?? task.title;
      return over;
    },
    show: (text) => {
      if (shown !== undefined) shown.output = text;
    },
    end: (text) => {
      title = text;
      if (shown !== undefined) shown.title = text;
      end();
    },
    fail: () => fail(new Error("not finished")),
  };
}

/** The failure itself is reported by the command, once. */
function ignoreFailure(): void {}

function withBar(progress: Progress, speedOf: Speedometer): string {
  const { done, total } = progress;
  const text = describeProgress(progress, speedOf(progress));
  if (done === undefined || total === undefined || total === 0) return text;
  const filled = Math.round((24 * Math.min(done, total)) / total);
  return `${"█".repeat(filled)}${"░".repeat(24 - filled)} ${text}`;
}
