import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { traceProgram } from "../../../src/compute/trace/trace.ts";
import type { Program, Signature } from "../../../src/compute/types.ts";
import { DomainlensError } from "../../../src/util/errors.ts";
import { expectNoLeak } from "../../support/no-leak.ts";

const signature: Signature = { x: { shape: [2, 3], dtype: "float32" } };

function refusal(program: Program): DomainlensError["details"] {
  try {
    traceProgram(program, signature);
  } catch (error) {
    if (error instanceof DomainlensError) return error.details;
    throw error;
  }
  throw new Error("expected a DomainlensError");
}

describe("tracing", () => {
  it("refuses an operation without a kernel by its name", () => {
    expect(refusal(({ x }) => ({ y: tf.acosh(x) })).value).toBe("Acosh");
  });

  it("refuses an operation without a gradient by its name", () => {
    const slope = tf.grad((x: tf.Tensor) => tf.stridedSlice(x, [0, 0], [2, 3], [1, 2]));
    expect(refusal(({ x }) => ({ y: slope(x) })).value).toBe("StridedSlice");
  });

  it("refuses to read elements, which a traced tensor has not", () => {
    expect(refusal(({ x }) => ({ y: tf.scalar(x.dataSync()[0]) })).what).toContain("read the elements");
  });

  it("refuses an output with the name of an input", () => {
    expect(refusal(({ x }) => ({ x: tf.neg(x) })).value).toBe("x");
  });

  it("leaves no tensor behind, also when it refuses", async () => {
    await expectNoLeak(() => refusal(({ x }) => ({ y: tf.acosh(tf.mul(x, 2)) })));
  });

  it("keeps only what an output needs", () => {
    const program: Program = ({ x }) => {
      tf.exp(x);
      return { y: tf.neg(x) };
    };
    expect(traceProgram(program, signature).nodes.map(({ op }) => op)).toEqual(["Neg"]);
  });

  it("merges equal operations, and makes no node for views, fills and neutral constants", () => {
    const program: Program = ({ x }) => {
      const [once, again] = [tf.exp(x), tf.exp(tf.reshape(tf.reshape(x, [6]), [2, 3]))];
      return { y: tf.add(tf.mul(once, tf.ones([2, 3])), tf.add(again, 0)) };
    };
    expect(traceProgram(program, signature).nodes.map(({ op }) => op)).toEqual(["Exp", "Add"]);
  });
});
