import { bindProgram, type ProgramFacts } from "../compute/bound-program.ts";
import type { Compiled } from "../compute/types.ts";

/** A compiled pass over batches of B rows, padding among them. */
export interface AttributionPass {
  /** [B, K] of the batch, to be filled before a run. */
  readonly x: Float32Array;
  /** `scores` [B, F], float32, and `logits`, whose last B elements are those at x; valid until the next run. */
  run(): Promise<Readonly<Record<string, ArrayLike<number>>>>;
  close(): Promise<void>;
}

/** The pass of a program x [B, K] → `scores`, `logits` on its device. */
export function devicePass(compiled: Compiled): AttributionPass {
  const [rows, width] = compiled.inputs["x"].shape;
  const x = new Float32Array(rows * width);
  return { x, run: () => compiled.run({ x }), close: () => compiled.close() };
}

/** The same in this thread, on the CPU with one thread, over arrays that stay where they are. Errors: as `bindProgram`. */
export async function boundPass(program: ProgramFacts): Promise<AttributionPass> {
  const bound = await bindProgram(program);
  return {
    x: bound.inputs["x"],
    run: async () => {
      await bound.run();
      return bound.outputs;
    },
    close: () => bound.close(),
  };
}
