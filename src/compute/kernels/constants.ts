import type { FillAttrs, LinSpaceAttrs, RangeAttrs } from "@tensorflow/tfjs";
import { DomainlensError } from "../../util/errors.ts";
import { type Lazy, splat } from "../trace/lazy.ts";
import { numericType } from "../trace/backend.ts";
import type { KernelCall } from "./call.ts";
import { dtypeOf } from "./elementwise.ts";

/** A tensor of one value: a scalar constant that broadcasts. */
export function fill({ graph, attrs }: KernelCall<FillAttrs>): Lazy {
  const { value, shape } = attrs;
  if (typeof value === "string") {
    throw new DomainlensError("compute", {
      what: "a compiled program fills a tensor with a string",
      value,
      remedy: "use numbers or booleans",
    });
  }
  // tf.js infers the type from a boolean value, which arrives here as it is.
  const dtype = numericType(attrs.dtype ?? (typeof value === "boolean" ? "bool" : "float32"));
  return splat(graph, Number(value), { shape, dtype });
}

/** A kernel that gives one element everywhere, in the shape and type of its operand. */
export function filledLike(element: number) {
  return ({ graph, inputs: { x } }: KernelCall<unknown>): Lazy =>
    splat(graph, element, { shape: x.shape, dtype: dtypeOf(x) });
}

/** start, start + step, … before stop. */
export function range({ graph, attrs }: KernelCall<RangeAttrs>): Lazy {
  const { start, stop, step } = attrs;
  const size = Math.max(0, Math.ceil((stop - start) / step));
  const values = Array.from({ length: size }, (_, i) => start + i * step);
  return { value: graph.constant(values, [size], numericType(attrs.dtype ?? "float32")), shape: [size] };
}

/** `num` evenly spaced values from start to stop, both included. */
export function linSpace({ graph, attrs }: KernelCall<LinSpaceAttrs>): Lazy {
  const { start, stop, num } = attrs;
  const values = Array.from({ length: num }, (_, i) => start + (i * (stop - start)) / Math.max(1, num - 1));
  return { value: graph.constant(values, [num], "float32"), shape: [num] };
}
