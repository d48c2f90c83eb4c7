import * as tf from "@tensorflow/tfjs";
import { DomainlensError } from "../../util/errors.ts";
import type { DType } from "../types.ts";
import { Graph, tensorDtype } from "./graph.ts";
import { type Lazy, reshape } from "./lazy.ts";

interface Held {
  readonly lazy: Lazy;
  references: number;
}

/** A tf.js backend without arithmetic: its tensors stand for values of `graph`, to which its kernels append nodes. */
export class TraceBackend extends tf.KernelBackend {
  /** The graph under construction; replaced before each trace. */
  graph = new Graph();
  readonly #held = new tf.DataStorage<Held>(this, tf.engine());

  /** A tensor for what a kernel returned. */
  hold(lazy: Lazy): tf.TensorInfo {
    const dataId = {};
    this.#held.set(dataId, { lazy, references: 1 });
    return { dataId, shape: [...lazy.shape], dtype: tensorDtype(lazy.value) };
  }

  /** What a tensor stands for, in the tensor's own shape. */
  lazy(info: tf.TensorInfo): Lazy {
    return reshape(this.graph, this.#held.get(info.dataId).lazy, info.shape);
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(dataId: tf.DataId, values: tf.BackendValues, shape: number[], dtype: tf.DataType, count: number): void {
    const type = numericType(dtype);
    const data = numericData(values);
    const first = data[0];
    const uniform = data.length > 0 && data.every((x) => Object.is(x, first));
    const value = uniform ? this.graph.constant([first], [], type) : this.graph.constant(data, shape, type);
    this.#held.set(dataId, { lazy: { value, shape }, references: count });
  }

  override readSync(): tf.BackendValues {
    throw new DomainlensError("compute", {
      what: "a compiled program read the elements of a tensor (dataSync, data, array, print)",
      remedy: "compute with tensors only: while a program is traced its tensors have shapes but no elements",
    });
  }

  override read(): Promise<tf.BackendValues> {
    return Promise.resolve().then(() => this.readSync());
  }

  override disposeData(dataId: tf.DataId, force = false): boolean {
    if (!this.#held.has(dataId)) return true;
    const held = this.#held.get(dataId);
    held.references--;
    if (!force && held.references > 0) return false;
    this.#held.delete(dataId);
    return true;
  }

  override incRef(dataId: tf.DataId): void {
    this.#held.get(dataId).references++;
  }

  override refCount(dataId: tf.DataId): number {
    return this.#held.has(dataId) ? this.#held.get(dataId).references : 0;
  }

  override numDataIds(): number {
    return this.#held.numDataIds();
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {}
}

/** The element type, or an error for tf.js types that a compiled program cannot hold. */
export function numericType(dtype: tf.DataType): DType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new DomainlensError("compute", {
    what: "a compiled program uses a tensor type that has no compiled form",
    value: dtype,
    remedy: "use float32, int32 or bool",
  });
}

function numericData(values: tf.BackendValues): Float32Array | Int32Array | Uint8Array {
  if (values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array) return values;
  return Float32Array.from(values, Number);
}
