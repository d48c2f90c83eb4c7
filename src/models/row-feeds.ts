import * as tf from "@tensorflow/tfjs";
import type { TensorData, TensorSpec } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { type FrozenInput, type FrozenTable, gatherFrozen, gatherPooled } from "./embedding.ts";
import type { ModelInputs } from "./model.ts";
import type { Network } from "./network.ts";

/** Where the rows of a network find their embeddings. */
export interface RowTables {
  /** One a feature, in the order of the batch. */
  readonly tables: readonly FrozenTable[];
  /** Tables of a model trained before; their sizes add up to the network's `frozenInputSize`. Default: none. */
  readonly frozenTables?: readonly FrozenInput[];
}

/** What a network reads of B rows: `x` [B, K], the one-hot `domain` [B, D] where it reads it, and `frozenX` [B, K'] where it has one. */
export function rowSignature(
  { inputSize, domains, frozenInputSize = 0 }: Network,
  rows: number,
): Record<string, TensorSpec> {
  return {
    x: float(rows, inputSize),
    ...(domains > 0 && { domain: float(rows, domains) }),
    ...(frozenInputSize > 0 && { frozenX: float(rows, frozenInputSize) }),
  };
}

/** The inputs of `rowSignature` as a network takes them. */
export function rowTensors(
  tensors: Readonly<Record<string, tf.Tensor>>,
): Pick<ModelInputs, "x" | "domain" | "frozenX"> {
  // Zeros stand for the domain in a network that does not read it.
  return { x: tensors["x"], domain: tensors["domain"] ?? tf.zeros([1, 1]), frozenX: tensors["frozenX"] };
}

/** Arrays for the inputs of `rowSignature`, filled from one batch after the other; padding rows are zero. */
export class RowFeeds {
  readonly #network: Network;
  readonly #tables: RowTables;
  readonly #x: Float32Array;
  readonly #frozenX: Float32Array;
  readonly #domain: Float32Array;

  /** Throws when the tables do not give what the network reads. */
  constructor(network: Network, tables: RowTables, rows: number) {
    const { inputSize, frozenInputSize = 0, domains } = network;
    const frozenTables = tables.frozenTables ?? [];
    checkWidth("tables", tables.tables, inputSize);
    checkWidth(
      "frozen tables",
      frozenTables.map(({ table }) => table),
      frozenInputSize,
    );
    this.#network = network;
    this.#tables = tables;
    this.#x = new Float32Array(rows * inputSize);
    this.#frozenX = new Float32Array(rows * frozenInputSize);
    this.#domain = new Float32Array(rows * domains);
  }

  /** The arrays with a batch of at most as many rows; they are filled anew by the next call. */
  fill(batch: EncodedBatch): Record<string, TensorData> {
    const { inputSize, frozenInputSize = 0, domains } = this.#network;
    const { tables, frozenTables = [] } = this.#tables;
    gatherPooled(batch, tables, this.#x, inputSize);
    this.#x.fill(0, batch.rows * inputSize);
    const feeds: Record<string, TensorData> = { x: this.#x };
    if (domains > 0) feeds["domain"] = fillOneHot(this.#domain, batch, domains);
    if (frozenInputSize > 0) {
      gatherFrozen(batch, frozenTables, this.#frozenX, frozenInputSize);
      this.#frozenX.fill(0, batch.rows * frozenInputSize);
      feeds["frozenX"] = this.#frozenX;
    }
    return feeds;
  }
}

/** One-hot domains [B, D]; a padding row is all zero. */
function fillOneHot(values: Float32Array, batch: EncodedBatch, domains: number): Float32Array {
  values.fill(0);
  for (let b = 0; b < batch.rows; b++) values[b * domains + batch.domain[b]] = 1;
  return values;
}

function checkWidth(what: string, tables: readonly FrozenTable[], width: number): void {
  const sum = tables.reduce((total, { spec }) => total + spec.size, 0);
  if (sum !== width) throw new Error(`the ${what} give ${sum} numbers a row, the network reads ${width}`);
}

function float(...shape: number[]): TensorSpec {
  return { shape, dtype: "float32" };
}
