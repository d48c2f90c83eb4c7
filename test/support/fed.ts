import { createRng } from "../../src/util/rng.ts";
import type { Fed } from "./run-both.ts";

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Standard normal elements, the same for the same shape and seed. */
export function normals(shape: readonly number[], seed = 1, scale = 1): Fed {
  const rng = createRng(seed, `normals ${shape.join("x")}`);
  return { shape, dtype: "float32", data: Float32Array.from({ length: sizeOf(shape) }, () => scale * rng.normal()) };
}

/** Elements of [low, high). */
export function uniforms(shape: readonly number[], low: number, high: number, seed = 1): Fed {
  const rng = createRng(seed, `uniforms ${shape.join("x")}`);
  const next = (): number => low + (high - low) * rng.uniform();
  return { shape, dtype: "float32", data: Float32Array.from({ length: sizeOf(shape) }, next) };
}

/** Integers of [0, bound). */
export function integers(shape: readonly number[], bound: number, seed = 1): Fed {
  const rng = createRng(seed, `integers ${shape.join("x")}`);
  return { shape, dtype: "int32", data: Int32Array.from({ length: sizeOf(shape) }, () => rng.below(bound)) };
}

/** Given float32 elements. */
export function floats(shape: readonly number[], elements: readonly number[]): Fed {
  return { shape, dtype: "float32", data: Float32Array.from(elements) };
}

/** Given truth values, 0 or 1. */
export function bools(shape: readonly number[], elements: readonly number[]): Fed {
  return { shape, dtype: "bool", data: Uint8Array.from(elements) };
}
