import { setFlagsFromString } from "node:v8";

/**
 * Lets V8 collect garbage when memory is needed, without marking beforehand. ONNX Runtime gives each run of a program new arrays, megabytes a training step; V8 counts them,
 * and from every tenth step on its threads would mark the whole heap beside the work: a tenth of all processor time, for pauses of milliseconds, which nobody waits for in a process that works through a
 * log. For such a process alone: it holds for all threads of it, from then on.
 */
export function collectWhenNeeded(): void {
  setFlagsFromString("--no-incremental-marking");
}
