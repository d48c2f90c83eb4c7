import { traceOnnx } from "../../compute/devices/onnx-runtime.ts";
import { sizeOf } from "../../compute/trace/shape.ts";
import type { Signature } from "../../compute/types.ts";
import type { Network } from "../../models/network.ts";
import { sharedFloats } from "../../models/row-memory.ts";
import { predictRows } from "../batch-size.ts";
import { predictProgram, predictSignature } from "../step-program.ts";
import type { TrainerOptions } from "../trainer.ts";
import type { StepTensors } from "../whole-step.ts";
import { rowsOfShard } from "./shard-plan.ts";
import { gradientName, shardProgram, shardSignature } from "./shard-program.ts";
import type { ShardFacts } from "./shard-work.ts";

/** Traces the programs of a shard, and makes what threads share of shards. */
export function shardFacts(
  { network, batchSize, dropout }: Pick<TrainerOptions, "network" | "batchSize" | "dropout">,
  units: readonly number[],
): ShardFacts {
  const rows = rowsOfShard(batchSize);
  const { tensors, ofRows } = shardSignature(network, units, rows, dropout);
  const program = traceOnnx(shardProgram(network, dropout), { ...tensors, ...ofRows.gathered, ...ofRows.given });
  const shards = Array.from({ length: Math.ceil(batchSize / rows) }, () => resultsOf(network, program.outputs));
  const predicted = traceOnnx(predictProgram(network), predictSignature(network, rows));
  const { domain } = predicted.inputs;
  const predictedRows = rows * Math.ceil(predictRows / rows);
  return {
    rows,
    tensors: sharedArrays(tensors),
    step: {
      program,
      ofRows: sharedArrays(ofWholeBatch(ofRows.given, batchSize)),
      results: shards.map(({ results }) => results),
      gradients: shards.map(({ gradients }) => gradients),
    },
    predict: {
      program: predicted,
      ofRows: sharedArrays(ofWholeBatch(network.domains > 0 ? { domain } : {}, predictedRows)),
      logits: sharedFloats(undefined, predictedRows),
    },
  };
}

/** Gives all shards the parameters as they are now. */
export function fillTensors({ tensors }: ShardFacts, { dense }: Pick<StepTensors, "dense">): void {
  for (const [name, values] of Object.entries(tensors)) values.set(dense.get(name) ?? values);
}

/** What a shard reads of its rows, for all rows. */
function ofWholeBatch(given: Signature, rows: number): Signature {
  return Object.fromEntries(
    Object.entries(given).map(([name, { shape, dtype }]) => [name, { shape: [rows, ...shape.slice(1)], dtype }]),
  );
}

/** Room for what one shard gives. */
function resultsOf(
  { specs }: Network,
  { loss, squares }: Signature,
): { results: Record<string, Float32Array>; gradients: Float32Array } {
  const gradients = sharedFloats(
    undefined,
    specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
  );
  let from = 0;
  const byName = specs.map(({ name, shape }): [string, Float32Array] => {
    from += sizeOf(shape);
    return [gradientName(name), gradients.subarray(from - sizeOf(shape), from)];
  });
  return { results: { ...sharedArrays({ loss, squares }), ...Object.fromEntries(byName) }, gradients };
}

function sharedArrays(signature: Signature): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(signature).map(([name, { shape }]) => [name, sharedFloats(undefined, sizeOf(shape))]),
  );
}
