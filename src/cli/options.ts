import type { Command } from "commander";
import type { Override } from "../config/overrides.ts";

/** Options of every command. */
export interface CommonOptions {
  readonly runsDir: string;
  readonly json?: true;
  readonly debug?: true;
}

/** Options of commands that run a pipeline. */
export interface PipelineOptions extends CommonOptions {
  readonly set: readonly string[];
  readonly root: readonly string[];
  readonly threads?: string;
  readonly memory?: string;
  readonly device?: string;
}

/** Adds the options of every command. */
export function addCommonOptions(command: Command): Command {
  return command
    .option("--runs-dir <folder>", "where runs are kept", "runs")
    .option("--json", "print one machine-readable result on stdout")
    .option("--debug", "print stacks of errors");
}

/** Adds the options of commands that run a pipeline. */
export function addPipelineOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[]): string[] => [...before, value];
  const none: readonly string[] = [];
  return addCommonOptions(
    command
      .option(
        "--set <key=value>",
        "override a key of the pipeline, such as base.maxEpochs=5; repeatable",
        collect,
        none,
      )
      .option("--root <folder>", "the pipeline may only name files in this folder; repeatable", collect, none)
      .option("--threads <n>", "threads to use, or auto")
      .option("--memory <size>", "memory to use, such as 4GB")
      .option("--device <name>", "auto, cpu, cuda, webgpu, tensorflow or reference"),
  );
}

/** What the command line overrides in the config; the last wins. */
export function overridesOf({ set, threads, memory, device }: PipelineOptions): (string | Override)[] {
  const resource = (key: string, text: string | undefined): Override[] =>
    text === undefined ? [] : [{ path: ["resources", key], value: numberOr(text), option: `--${key} ${text}` }];
  return [...set, ...resource("threads", threads), ...resource("memory", memory), ...resource("device", device)];
}

function numberOr(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}
