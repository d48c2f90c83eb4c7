import { z } from "zod";
import type { TransferName } from "../../util/transfer-names.ts";
import { mktOptions } from "./mkt-options.ts";
import { rankingOptions } from "./ranking-options.ts";
import { count, units } from "./sizes.ts";

/** The options of the models of `transfer`, as far as the config gives them; a model without a schema does not compile. */
export const transferOptions = {
  mlp: rankingOptions["shared-dnn"],
  din: rankingOptions.din,
  fibinet: rankingOptions.fibinet,
  mmoe: rankingOptions.mmoe,
  ple: rankingOptions.ple,
  star: rankingOptions.star,
  conet: z
    .strictObject({
      hidden: units,
      sparsity: z.number().min(0).describe("λ of Eq. 9; 0 is CoNet."),
    })
    .partial(),
  minet: z
    .strictObject({
      itemAttention: count,
      interestAttention: count,
      hidden: units,
      targetHistories: z
        .array(z.string().min(1))
        .describe("Sequences of what the user did in the target; default: those with its name in theirs."),
    })
    .partial(),
  finetune: rankingOptions["shared-dnn"],
  ctnet: z
    .strictObject({
      hidden: units,
      adapter: z.enum(["glu", "linear"]).describe("How the source's activations come to the target's width."),
    })
    .partial(),
  mkt: mktOptions,
} satisfies Record<TransferName, z.ZodType>;
