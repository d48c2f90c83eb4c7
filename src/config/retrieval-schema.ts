import { z } from "zod";
import { twoTowerShape } from "./two-tower-schema.ts";

const text = z.string().min(1);

const evaluationSchema = z
  .strictObject({
    domain: text.describe("A domain, as the log names it."),
    candidates: text
      .optional()
      .describe(
        "A tab-separated file without a header, plain or .gz: user, items joined by commas. Without it, the domain is evaluated over the whole corpus only.",
      ),
    positives: text.describe(
      "A file with a header, comma-separated if it is a .csv and tab-separated otherwise, plain or .gz: user, item, and perhaps a rating; a rating of 0 or less is no positive.",
    ),
  })
  .describe("Held-out items of the users of one domain; paths are relative to the pipeline file.");

/** What retrieval is evaluated on. */
export const retrievalSchema = z
  .strictObject({
    user: text.describe("The categorical feature that holds the user's id."),
    item: text.describe("The categorical feature that holds the item's id."),
    evaluate: z.array(evaluationSchema).min(1).describe("Candidate lists and positives, at most one entry a domain."),
    places: z.array(z.int().min(1)).min(1).default([10]).describe("N of Recall@N and NDCG@N."),
    ...twoTowerShape,
  })
  .describe("Which items a user is shown: towers, neighbours and popularity on the same candidates.");
