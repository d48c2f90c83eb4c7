import { Command } from "commander";
import { packageVersions } from "../util/package-info.ts";
import { auditCommand } from "./commands/audit.ts";
import { diffCommand } from "./commands/diff.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { initCommand } from "./commands/init.ts";
import { reportCommand } from "./commands/report.ts";
import { retrievalCommand } from "./commands/retrieval.ts";
import { runCommand } from "./commands/run.ts";
import { schemaCommand } from "./commands/schema.ts";
import { studyCommand } from "./commands/study.ts";
import { synthCommand } from "./commands/synth.ts";
import { trainCommand } from "./commands/train.ts";
import { transferCommand } from "./commands/transfer.ts";

const afterHelp = `
Begin with your own log:
  $ domainlens init "logs/*.csv" --domain scenario --label click    writes pipelines/logs.yaml: review it
  $ domainlens audit pipelines/logs.yaml                            runs it and prints where the report is

Exit codes: 0 done, 1 a stage failed, 2 bad usage or config, 3 a gate failed, 130 interrupted.
Results go to stdout, progress and errors to stderr.`;

/** The whole command line. Errors of usage are thrown as CommanderError after commander has printed them. */
export function buildProgram(): Command {
  const program = new Command("domainlens")
    .description("Finds the features that carry the differences between the domains of a recommendation or ad log.")
    .version(packageVersions().domainlens, "-v, --version")
    .addHelpText("after", afterHelp);
  const commands = [
    auditCommand(),
    trainCommand(),
    studyCommand(),
    transferCommand(),
    retrievalCommand(),
    runCommand(),
    initCommand(),
    diffCommand(),
    reportCommand(),
    exportCommand(),
    doctorCommand(),
    schemaCommand(),
    synthCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands]) {
    command.exitOverride().showHelpAfterError("(add --help for what this command takes)");
  }
  return program;
}
