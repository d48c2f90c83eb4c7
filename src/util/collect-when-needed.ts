import { setFlagsFromString } from "node:v8";

/**
 * Lets V8 collect garbage when memory is needed, without marking beforehand. ONNX Runtime gives each run of a program new arrays, megabytes a training step, which V8
 * counts: every ten steps or so its threads would mark the whole heap beside the work, a tenth of all processor time, to save pauses of milliseconds that nobody waits
 * for in a process that works through a log. It holds for all threads of the process, from then on.
 */
export function collectWhenNeeded(): void {
  setFlagsFromString("--no-incremental-marking");
}
