import { z } from "zod";
import { statisticNames, statisticScopes } from "../../util/statistic-names.ts";

/** A feature that is counted in the training split: what of which feature, and where. */
export const countedSchema = z.object({
  of: z.string(),
  by: z.enum(statisticScopes),
  value: z.enum(statisticNames),
});
