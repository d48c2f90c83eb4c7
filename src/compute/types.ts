import type { Tensor } from "@tensorflow/tfjs";
import type { DeviceName } from "../util/device-names.ts";

export type DType = "float32" | "int32" | "bool";

/** A static shape and type; shapes are known when a program is traced. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** The named inputs of a program. */
export type Signature = Readonly<Record<string, TensorSpec>>;

export type TensorData = Float32Array | Int32Array | Uint8Array;

/** A pure function over tf.js tensors, by name; traced once, or run eagerly on `reference` and `tensorflow`. */
export type Program = (inputs: Record<string, Tensor>) => Record<string, Tensor>;

/** A compiled program with static shapes. */
export interface Compiled {
  readonly inputs: Signature;
  readonly outputs: Signature;
  /** Number of graph nodes; 0 when run eagerly. */
  readonly nodes: number;
  /** The feeds are not kept; the returned arrays are the caller's. Feed lengths must match the signature. */
  run(feeds: Readonly<Record<string, TensorData>>): Promise<Record<string, TensorData>>;
  /** The traced graph as ONNX bytes; undefined when run eagerly. */
  readonly onnx: Uint8Array | undefined;
  close(): Promise<void>;
}

/** Where programs run. `reason` says why this one was picked, for the manifest and the report. */
export interface Device {
  readonly name: DeviceName;
  readonly reason: string;
  /** Threads of one operation, and of what is done beside it. */
  readonly threads: number;
  compile(program: Program, signature: Signature): Promise<Compiled>;
  close(): Promise<void>;
}
