import { z } from "zod";

const count = z.int().min(0);

/** What the files that retrieval is evaluated on hold for one domain, and what of it the encoded log does not know. */
export const evaluationFactsSchema = z.object({
  domain: z.string(),
  lists: count,
  unknownUsers: count.describe("lists of users without an id of their own"),
  listsWithoutPositive: count.describe("lists left out of the metrics"),
  items: count.describe("of all lists"),
  unknownItems: count.describe("items of all lists without an id of their own; they stay in the lists"),
  positives: count.describe("users with their items, each once"),
  unknownPositives: count.describe("positives whose item has no id of its own"),
  absentPositives: count.describe("positives that a list of their user lacks, which counts as not found"),
  chosenPositives: count.describe(
    "positives whose user has the item in the training split, in any domain; left out over the corpus",
  ),
  usersWithoutList: count.describe("users with positives for whom there is no list"),
});
export type EvaluationFacts = z.infer<typeof evaluationFactsSchema>;
