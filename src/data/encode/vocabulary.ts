import { z } from "zod";
import type { EncodedFeature } from "../artifacts/encode.ts";
import { quoteIdentifier, quotePath, quotePaths } from "../identifiers.ts";
import { loadSql } from "../sql-file.ts";
import type { Session } from "../session.ts";

const count = z.number();
const countsRow = z.object({ rare_values: count, rare_elements: count, unknown_elements: count });
const sizeRow = z.object({ n: count });

/** Where a feature's value counts lie, the table that maps its values to ids, and the file that names the ids. */
export interface FeatureTables {
  readonly values: string;
  readonly ids: string;
  readonly output: string;
}

export type FittedFeature = Pick<EncodedFeature, "ids" | "embeddingRows" | "rare" | "unknownElements" | "support">;

/** As `FeatureTables`, for a vocabulary that several features may share: the value counts of each. */
export interface VocabularyTables extends Omit<FeatureTables, "values"> {
  readonly values: readonly string[];
}

/**
 * Fits the vocabulary of categorical features on the training split, on the counts of all that share it: writes it, and makes the table of
 * value → id. Gives the number of ids.
 */
export async function fitVocabulary(
  session: Session,
  { values, ids, output }: VocabularyTables,
  limits: { readonly minCount: number; readonly maxVocabulary: number },
): Promise<number> {
  const vocabulary = quoteIdentifier(`${ids}_vocabulary`);
  const fragments = { values: quotePaths(values), ids: quoteIdentifier(ids), vocabulary };
  const query = loadSql("encode/vocabulary", fragments);
  await session.run(`CREATE OR REPLACE TEMP TABLE ${vocabulary} AS ${query}`, {
    minCount: BigInt(limits.minCount),
    maxVocabulary: BigInt(limits.maxVocabulary),
  });
  await session.writeParquet(`SELECT id, value, kind, rows FROM ${vocabulary} ORDER BY id`, output);
  await session.run(`CREATE OR REPLACE TABLE ${fragments.ids} AS ${loadSql("encode/category-ids", fragments)}`);
  const [size] = await session.rows(`SELECT COUNT(*) AS n FROM ${vocabulary}`, {}, sizeRow);
  await session.run(`DROP TABLE ${vocabulary}`);
  return size.n;
}

/** What a feature has of a vocabulary of `size` ids that was fitted. */
export async function categoryFacts(
  session: Session,
  { values, ids }: Pick<FeatureTables, "values" | "ids">,
  { size, minCount }: { readonly size: number; readonly minCount: number },
): Promise<FittedFeature> {
  const fragments = { values: quotePath(values), ids: quoteIdentifier(ids) };
  const [counts] = await session.rows(loadSql("encode/category-counts", fragments), {}, countsRow);
  return {
    ids: size,
    embeddingRows: size,
    rare: { minCount, values: counts.rare_values, elements: counts.rare_elements },
    unknownElements: counts.unknown_elements,
    support: null,
  };
}
