import type { Device, TensorData } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { RowFeeds } from "../models/row-feeds.ts";
import { predictRows } from "./batch-size.ts";
import { predictProgram, predictSignature } from "./step-program.ts";
import type { TrainerOptions } from "./trainer.ts";
import type { StepTensors } from "./whole-step.ts";

/** One way of computing predictions. */
export interface Prediction {
  /** Logits of the rows of a batch, of at most `predictRows`, and of padding behind them, at least one; valid until the next batch. */
  logits(batch: EncodedBatch): Promise<Float32Array>;
  close(): Promise<void>;
}

export type OpenPrediction = (tensors: StepTensors) => Prediction;

/** Compiles predictions of one program for all rows. */
export async function compileWholePrediction(
  device: Device,
  { network, frozenTables }: TrainerOptions,
): Promise<OpenPrediction> {
  const program = await device.compile(predictProgram(network), predictSignature(network, predictRows));
  return ({ parameters, tables }) => {
    const views = tables.tables.map(({ view }) => view);
    const rows = new RowFeeds(network, { tables: views, frozenTables }, predictRows);
    return {
      logits: async (batch) => {
        const gathered = await tables.feed(rows, batch, () => batch.copyNext?.());
        const feeds = { ...gathered, ...Object.fromEntries(parameters) };
        return floats((await program.run(feeds))["logit"]);
      },
      close: () => program.close(),
    };
  };
}

function floats(data: TensorData): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}
