import { z } from "zod";

/** How the importance of entity-specific features is found; what is not said here is as in `base`. */
export const importanceSchema = z
  .strictObject({
    crossInput: z
      .enum(["specific", "all"])
      .default("specific")
      .describe(
        "What the importance of a feature is read from: the entity-specific features alone, or all features together.",
      ),
    sequenceEncoder: z
      .enum(["multiHead", "attention", "mean"])
      .default("multiHead")
      .describe(
        "How a history of the user is read: by attention of the row's candidate, with or without projections, where a feature of all entities shares its vocabulary; else, and with mean, by its mean.",
      ),
    gamma: z
      .number()
      .min(0)
      .default(0.01)
      .describe(
        "Weight of the polarized distribution loss, which parts common from independent knowledge; 0 for none.",
      ),
    resamples: z.int().min(100).default(1000).describe("Bootstrap resamplings of the rows, for the 95 % intervals."),
  })
  .describe("The audit's importance of features with a role entity-specific:<entity>; without such features unused.");
