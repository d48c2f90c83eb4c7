import { z } from "zod";
import { countedSchema } from "./counted.ts";

const count = z.int().min(0);

/**
 * `01-ingest/ingest.json`. Beside it: `rows/<part>.parquet`, one part per dataset file, in file order, of a large Parquet file in pieces (see `parts`), with the columns
 * `_row` (bigint, position among all rows read, 0-based), `_split_value` (bigint; see `split`), `_domain` (varchar), `_label`
 * (tinyint), `_user`, `_item` (varchar, when declared) and one column per feature under its own name (varchar, double,
 * varchar[] or double[]); and `rejects.csv` (file, line, column, value, reason), one line per invalid row, without excluded rows,
 * and one without a line number per unreadable file.
 * Always: read = kept + rejected, and rejected = invalid + excluded, per file and in total.
 */
export const ingestSchema = z.object({
  rows: z.object({
    read: count,
    kept: count,
    rejected: count.describe("invalid + excluded"),
    invalid: count.describe("rows with a defect, each in rejects.csv"),
    excluded: count.describe("rows left out by dataset.filter or domain.values"),
  }),
  files: z.array(
    z.object({
      name: z.string(),
      entity: z.string().optional().describe("of all rows, where every entity has files of its own"),
      bytes: count,
      records: count.describe("physical data records; read differs only when a list is exploded"),
      header: z.boolean(),
      read: count,
      kept: count,
      rejected: count,
      invalid: count,
      excluded: count,
      schema: z
        .object({
          hash: z.string().describe("of names and types in any order"),
          order: z.string().describe("in that of the file"),
        })
        .optional()
        .describe("of the file's columns; of JSON lines, those that the config takes"),
      doubts: z
        .array(z.string())
        .optional()
        .describe("what may be wrong with the file although its records are well formed"),
      uncheckedPages: count
        .optional()
        .describe("pages of a Parquet file without a checksum: damage shows only where they cannot be decoded"),
      parts: count
        .optional()
        .describe("files that its part lies in, `rows/<part>-<piece>.parquet`; absent: one, `rows/<part>.parquet`"),
      unreadable: z
        .string()
        .optional()
        .describe("why the file was left out: it has no part, and its records are not counted"),
    }),
  ),
  schemaDrift: z
    .array(
      z.object({
        file: z.string(),
        comparedWith: z.string().describe("the first file of the log, or of the entity"),
        lacks: z.array(z.string()),
        adds: z.array(z.string()),
        types: z.array(z.object({ column: z.string(), before: z.string(), type: z.string() })),
        reordered: z.boolean(),
      }),
    )
    .optional()
    .describe("files whose columns differ; left out: none"),
  rejectsByReason: z.array(z.object({ reason: z.string(), column: z.string().nullable(), rows: count })),
  joins: z.array(z.object({ files: z.array(z.string()), tableRows: count, matchedRows: count, unmatchedRows: count })),
  domains: z
    .array(z.object({ name: z.string(), rows: count }))
    .describe("in the order used everywhere: config order, else code-unit order"),
  split: z.object({
    by: z.enum(["hash", "time", "files", "none"]),
    /** A row is train if `_split_value` < cuts[0], else valid if < cuts[1], else test. Decimal strings of BIGINTs. */
    cuts: z.tuple([z.string(), z.string()]),
    description: z.string(),
  }),
  features: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["categorical", "numerical"]),
      sequence: z.boolean(),
      role: z.string(),
      source: z.string().describe("column name or SQL expression, or what is counted"),
      unusable: count
        .optional()
        .describe(
          "numbers, or elements of a numeric sequence, that are infinite, not a number or beyond 1e150: kept as they are, and NULL from profile on",
        ),
      /** Not a column of the rows: counted in the training split. */
      statistic: countedSchema.optional(),
    }),
  ),
  hasUser: z.boolean(),
  hasItem: z.boolean(),
});
export type IngestArtifact = z.infer<typeof ingestSchema>;
