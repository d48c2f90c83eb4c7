import { Command } from "commander";
import { addCommonOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

/** `domainlens doctor`: what this machine has, for bug reports and for choosing `resources`. */
export function doctorCommand(): Command {
  const command = new Command("doctor").description(
    "list devices, versions, memory, cores and free disk of this machine",
  );
  return addCommonOptions(command).action(whenCalled(async () => (await import("../actions/doctor.ts")).doctor));
}
