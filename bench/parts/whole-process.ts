import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What a command took, with all processes that it started. */
export interface WholeProcess {
  readonly seconds: number;
  /** Largest sum of the resident memory of its processes, looked at ten times a second. */
  readonly peakBytes: number;
  readonly stdout: string;
}

/** Runs a command to its end. Throws, with the end of what it said, when it fails. */
export async function wholeProcess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<WholeProcess> {
  const start = performance.now();
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].on("data", (text: Buffer) => (said[stream] += text.toString()));
  let peakBytes = 0;
  const timer = setInterval(() => (peakBytes = Math.max(peakBytes, treeBytes(child.pid ?? 0))), 100);
  const status = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(timer);
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${said.stderr.slice(-3000)}`);
  return { seconds, peakBytes, stdout: said.stdout };
}

/** Resident memory of a process and of those that it started; Linux only, elsewhere 0. */
function treeBytes(pid: number): number {
  try {
    const kibibytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    const children = readdirSync(`/proc/${pid}/task`)
      .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" "))
      .filter((child) => child !== "");
    return children.reduce((sum, child) => sum + treeBytes(Number(child)), 1024 * kibibytes);
  } catch {
    return 0;
  }
}
