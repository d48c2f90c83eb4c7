import { z } from "zod";
import { transferAblations, transferNames } from "../util/transfer-names.ts";
import { transferOptions } from "./model-options/transfer-options.ts";

const name = z.string().min(1);

/** Training for one entity with what others know; what is not said here is as in `base`. */
export const transferSchema = z
  .strictObject({
    target: name.describe("The domain that the models are for: they are validated and tested on its rows."),
    source: z
      .union([name, z.array(name).min(1)])
      .optional()
      .describe("The domain, or domains, whose rows help; default: all others."),
    models: z
      .array(z.enum(transferNames))
      .min(1)
      .default([...transferNames])
      .describe("What to train: MKT and the models that it is compared with."),
    seeds: z.int().min(1).max(100).default(5).describe("Runs per model, with the seeds seed, seed + 1 …"),
    options: z
      .strictObject(transferOptions)
      .partial()
      .default({})
      .describe(
        "Options of single models, such as { mmoe: { experts: 2 } }; those of mkt are in parts, one for each of its models and one for how each is trained: { mkt: { mem: { gamma: 0 }, tem: { headInput: all }, memTraining: { dropout: 0.2 }, temTraining: { learningRate: 0.0005 } } }.",
      ),
    ablations: z
      .array(z.enum(transferAblations))
      .default(["no-pretraining", "no-tem", "no-pdl", "no-hfa"])
      .describe("MKT without one of its parts, trained where mkt is among the models."),
  })
  .describe("Training for one entity of the log with the knowledge of the others, for `domainlens transfer`.");
