import { Listr, ListrLogger, ProcessOutput } from "listr2";
import type { Plan } from "../../dag/plan.ts";
import type { Progress, StageName } from "../../dag/stage.ts";
import { type ProgressView, describeFinish, describeProgress } from "./progress.ts";

/** One line of the list: its task waits until the stage is over. */
interface Line {
  readonly over: Promise<void>;
  end(): void;
  fail(error: Error): void;
  show: (text: string) => void;
  rename: (title: string) => void;
}

/** Progress as a list of stages with a bar under the one that runs, on stderr. */
export function barProgress(): ProgressView {
  const lines = new Map<StageName, Line>();
  const warnings: string[] = [];
  let shown: Promise<unknown> = Promise.resolve();
  return {
    observer: {
      planned: (plan) => {
        for (const { stage } of plan.stages) lines.set(stage.name, newLine());
        shown = listOf(plan, lines).run().catch(ignoreFailure);
      },
      started: () => undefined,
      progress: (stage, progress) => lines.get(stage)?.show(withBar(progress)),
      warned: (stage, message) => warnings.push(`${stage}: warning: ${message}`),
      finished: (stage, how, entry) => {
        lines.get(stage)?.rename(`${stage.padEnd(10)}  ${describeFinish(how, entry)}`);
        lines.get(stage)?.end();
      },
    },
    close: async () => {
      // Stages that did not finish end the list with a cross.
      for (const line of lines.values()) line.fail(new Error("not finished"));
      await shown;
      for (const warning of warnings) process.stderr.write(`${warning}\n`);
    },
  };
}

function listOf(plan: Plan, lines: ReadonlyMap<StageName, Line>): Listr {
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  const tasks = plan.stages.flatMap(({ stage }) => {
    const line = lines.get(stage.name);
    if (line === undefined) return [];
    return [
      {
        title: stage.name,
        task: (_: unknown, task: { output: string; title: string }) => {
          line.show = (text) => {
            task.output = text;
          };
          line.rename = (title) => {
            task.title = title;
          };
          return line.over;
        },
      },
    ];
  });
  return new Listr(tasks, {
    renderer: "default",
    rendererOptions: { logger, collapseErrors: false, showErrorMessage: false },
  });
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
  return { over, end: () => end(), fail: (error) => fail(error), show: () => undefined, rename: () => undefined };
}

/** The failure itself is reported by the command, once. */
function ignoreFailure(): void {}

function withBar(progress: Progress): string {
  const { done, total } = progress;
  if (done === undefined || total === undefined || total === 0) return describeProgress(progress);
  const filled = Math.round((24 * Math.min(done, total)) / total);
  return `${"█".repeat(filled)}${"░".repeat(24 - filled)} ${describeProgress(progress)}`;
}
