import { z } from "zod";
import { statisticNames, statisticScopes } from "../util/statistic-names.ts";

/** A number that is counted in the training split (ADI Table 1: statistics of items in each domain). */
export const statisticSchema = z
  .strictObject({
    of: z.string().min(1).describe("A categorical feature without a sequence, such as the item's id."),
    by: z.enum(statisticScopes).default("domain").describe("Counted in the row's own domain, or in all of them."),
    value: z
      .enum(statisticNames)
      .describe("Training rows with the same value of `of`, the positives among them, or the share of positives."),
  })
  .describe(
    "Instead of a source: how often the value of another feature occurs in the training split. A training row sees a part of the other training rows only, never itself; see the README.",
  );
export type Statistic = z.infer<typeof statisticSchema>;
