#!/usr/bin/env node
import { collectWhenNeeded } from "../util/collect-when-needed.ts";
import { runCli } from "./run-cli.ts";

collectWhenNeeded();
process.exit(await runCli(process.argv.slice(2)));
