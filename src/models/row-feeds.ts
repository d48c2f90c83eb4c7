import * as tf from "@tensorflow/tfjs";
import type { TensorData, TensorSpec } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import type { History } from "../nn/history-attention.ts";
import {
  type FrozenInput,
  type FrozenTable,
  type Gathered,
  gatherFrozen,
  gatherLast,
  gatherPooled,
} from "./embedding.ts";
import type { ModelInputs } from "./model.ts";
import { historyName, type Network } from "./network.ts";

/** Where the rows of a network find their embeddings. */
export interface RowTables {
  /** One a feature, in the order of the batch. */
  readonly tables: readonly FrozenTable[];
  /** Tables of a model trained before; their sizes add up to the network's `frozenInputSize`. Default: none. */
  readonly frozenTables?: readonly FrozenInput[];
}

/** A sequence that a network reads element by element, as an input of its programs. */
export interface HistoryInput {
  /** Of its vectors [B, T, E]; `<name>/length` [B] says how many of them are real. */
  readonly name: string;
  /** Position of the feature in the batch. */
  readonly feature: number;
  readonly table: FrozenTable;
  /** T */
  readonly length: number;
}

/** The sequences of a network, `history/<i>`, and its frozen ones, `frozenHistory/<i>`. */
export function historyInputs(
  { sequences = [], frozenSequences = [] }: Network,
  { tables, frozenTables = [] }: RowTables,
): HistoryInput[] {
  return [
    ...sequences.map(({ feature, length }, i) => ({ name: historyName(i), feature, table: tables[feature], length })),
    ...frozenSequences.map(({ feature, length }, i) => ({
      name: `frozenHistory/${i}`,
      ...frozenTables[feature],
      length,
    })),
  ];
}

/**
 * What a network reads of B rows: `x` [B, K], the one-hot `domain` [B, D] where it reads it, `frozenX` [B, K'] where it has one, and the vectors and lengths of
 * its sequences.
 */
export function rowSignature(
  { inputSize, domains, frozenInputSize = 0, sequences = [], frozenSequences = [] }: Network,
  rows: number,
): Record<string, TensorSpec> {
  const signature: Record<string, TensorSpec> = {
    x: float(rows, inputSize),
    ...(domains > 0 && { domain: float(rows, domains) }),
    ...(frozenInputSize > 0 && { frozenX: float(rows, frozenInputSize) }),
  };
  for (const [prefix, read] of [
    ["history", sequences],
    ["frozenHistory", frozenSequences],
  ] as const) {
    read.forEach(({ length, size }, i) => {
      signature[`${prefix}/${i}`] = float(rows, length, size);
      signature[`${prefix}/${i}/length`] = float(rows);
    });
  }
  return signature;
}

/** The inputs of `rowSignature` as a network takes them. */
export function rowTensors(
  tensors: Readonly<Record<string, tf.Tensor>>,
): Pick<ModelInputs, "x" | "domain" | "histories" | "frozenX" | "frozenHistories"> {
  return {
    x: tensors["x"],
    // Zeros stand for the domain in a network that does not read it.
    domain: tensors["domain"] ?? tf.zeros([1, 1]),
    histories: historiesIn(tensors, "history"),
    frozenX: tensors["frozenX"],
    frozenHistories: historiesIn(tensors, "frozenHistory"),
  };
}

/** Arrays for the inputs of `rowSignature`, filled from one batch after the other; padding rows are zero. */
export class RowFeeds {
  readonly #network: Network;
  readonly #tables: RowTables;
  readonly #histories: readonly HistoryInput[];
  readonly #feeds: Readonly<Record<string, Float32Array>>;
  /** B */
  readonly rows: number;

  /** Throws when the tables do not give what the network reads. */
  constructor(network: Network, tables: RowTables, rows: number) {
    const frozenTables = (tables.frozenTables ?? []).map(({ table }) => table);
    checkWidth("tables", tables.tables, network.inputSize);
    checkWidth("frozen tables", frozenTables, network.frozenInputSize ?? 0);
    this.rows = rows;
    this.#network = network;
    this.#tables = tables;
    this.#histories = historyInputs(network, tables);
    this.#feeds = Object.fromEntries(
      Object.entries(rowSignature(network, rows)).map(([name, { shape }]) => [
        name,
        new Float32Array(shape.reduce((product, size) => product * size, 1)),
      ]),
    );
  }

  /** The arrays with a batch of at most as many rows; they are filled anew by the next call. */
  fill(batch: EncodedBatch): Record<string, TensorData> {
    const { inputSize, sequences = [] } = this.#network;
    const { x } = this.#feeds;
    gatherPooled(batch, this.#tables.tables, x, inputSize);
    x.fill(0, batch.rows * inputSize);
    this.#fillHistories(batch, this.#histories.slice(0, sequences.length));
    this.fillFrozen(batch);
    return { ...this.#feeds };
  }

  /** As `fill`, with what somebody else has gathered for the network's own tables; the rest is there since `fillFrozen`. */
  take(rows: number, gathered: Gathered): Record<string, TensorData> {
    const { inputSize } = this.#network;
    const { x } = this.#feeds;
    x.set(gathered.x.subarray(0, rows * inputSize));
    x.fill(0, rows * inputSize);
    gathered.histories.forEach(({ vectors, lengths }, i) => {
      const { name } = this.#histories[i];
      const [into, lengthsInto] = [this.#feeds[name], this.#feeds[`${name}/length`]];
      into.set(vectors.subarray(0, into.length));
      lengthsInto.set(lengths.subarray(0, this.rows));
    });
    return { ...this.#feeds };
  }

  /** Fills what does not depend on the network's own tables. */
  fillFrozen(batch: EncodedBatch): void {
    const { frozenInputSize = 0, domains, sequences = [] } = this.#network;
    const { frozenTables = [] } = this.#tables;
    const { domain, frozenX } = this.#feeds;
    if (domains > 0) fillOneHot(domain, batch, domains);
    if (frozenInputSize > 0) {
      gatherFrozen(batch, frozenTables, frozenX, frozenInputSize);
      frozenX.fill(0, batch.rows * frozenInputSize);
    }
    this.#fillHistories(batch, this.#histories.slice(sequences.length));
  }

  #fillHistories(batch: EncodedBatch, histories: readonly HistoryInput[]): void {
    for (const { name, feature, table, length } of histories) {
      const into = { vectors: this.#feeds[name], lengths: this.#feeds[`${name}/length`] };
      gatherLast(batch.rows, batch.features[feature], table, length, into);
    }
  }
}

function historiesIn(tensors: Readonly<Record<string, tf.Tensor>>, prefix: string): History[] {
  const histories: History[] = [];
  for (let i = 0; tensors[`${prefix}/${i}`] !== undefined; i++) {
    histories.push({ vectors: tensors[`${prefix}/${i}`], lengths: tensors[`${prefix}/${i}/length`] });
  }
  return histories;
}

/** One-hot domains [B, D]; a padding row is all zero. */
export function fillOneHot(values: Float32Array, batch: EncodedBatch, domains: number): void {
  values.fill(0);
  for (let b = 0; b < batch.rows; b++) values[b * domains + batch.domain[b]] = 1;
}

function checkWidth(what: string, tables: readonly FrozenTable[], width: number): void {
  const sum = tables.reduce((total, { spec }) => total + spec.size, 0);
  if (sum !== width) throw new Error(`the ${what} give ${sum} numbers a row, the network reads ${width}`);
}

function float(...shape: number[]): TensorSpec {
  return { shape, dtype: "float32" };
}
