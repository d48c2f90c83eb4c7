import { DomainlensError } from "../util/errors.ts";
import { sizeOf } from "./trace/shape.ts";
import type { DType, Signature, TensorData } from "./types.ts";

const arrayTypes = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Throws DomainlensError("compute") naming the input when a feed is missing or has the wrong type or length. */
export function checkFeeds(signature: Signature, feeds: Readonly<Record<string, TensorData>>): void {
  for (const [name, spec] of Object.entries(signature)) {
    const length = sizeOf(spec.shape);
    const feed = feeds[name];
    if (feed instanceof arrayTypes[spec.dtype] && feed.length === length) continue;
    throw new DomainlensError("compute", {
      what: `the feed of input "${name}" does not fit the compiled program`,
      value: feed === undefined ? undefined : `${feed.constructor.name} of length ${feed.length}`,
      remedy: `give a ${arrayTypes[spec.dtype].name} of length ${length}, for shape [${spec.shape.join(", ")}]`,
    });
  }
}

/** The elements as an array that the caller owns, in the array type of `dtype`. */
export function copyElements(elements: ArrayLike<number>, dtype: DType): TensorData {
  return new arrayTypes[dtype](elements);
}
