import { z } from "zod";

const text = z.string().min(1);

/** DuckDB column types a source column may be read as; `varchar[]` and `double[]` are native lists. */
export const columnTypeSchema = z.enum([
  "varchar",
  "bigint",
  "double",
  "boolean",
  "date",
  "timestamp",
  "varchar[]",
  "bigint[]",
  "double[]",
]);
export type ColumnType = z.infer<typeof columnTypeSchema>;

/** The dialect of CSV and TSV files. */
export const csvSchema = z
  .strictObject({
    delimiter: z.string().length(1).default(",").describe("Field delimiter: one character, \\t for TSV."),
    quote: z.string().max(1).default('"').describe("Quote character; empty for none."),
    escape: z.string().max(1).optional().describe("Escape inside quotes; default: the quote character, doubled."),
    header: z.boolean().default(true).describe("Whether the first record names the columns."),
    columns: z.array(text).optional().describe("Column names in file order; required when header is false."),
    nullTokens: z
      .array(z.string())
      .default([""])
      .describe(
        'Unquoted texts that mean NULL. The default makes an unquoted empty field NULL; a quoted empty field ("") is always the empty string. With an empty list, none means NULL.',
      ),
  })
  .refine(({ delimiter, quote, escape = "" }) => /^[^\r\n\u0080-\uFFFF]*$/.test(delimiter + quote + escape), {
    message: "delimiter, quote and escape are ASCII characters, and no line ends",
  })
  .refine(({ delimiter, quote, escape }) => delimiter !== quote && delimiter !== escape, {
    message: "the delimiter must differ from quote and escape",
  })
  .refine((csv) => !csv.nullTokens.some((token) => holdsStructure(token, csv)), {
    path: ["nullTokens"],
    message: "a text that means NULL must not hold the delimiter, the quote, the escape or a line end",
  })
  .describe("Dialect of CSV and TSV files.");

interface Structure {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape?: string | undefined;
}

/** Whether an unquoted text cannot be what it says, for a part of it would be read as structure. */
function holdsStructure(text: string, { delimiter, quote, escape = quote }: Structure): boolean {
  return [delimiter, quote, escape, "\r", "\n"].some((letter) => letter !== "" && text.includes(letter));
}

/** Formats of raw files. */
export const formatSchema = z.enum(["csv", "tsv", "parquet", "jsonl"]);
export type Format = z.infer<typeof formatSchema>;

/** The files of one entity, in its own format. */
export const entityFilesSchema = z.strictObject({
  files: z.array(text).min(1).describe("Paths or globs, as dataset.files."),
  format: formatSchema.optional().describe("Default: dataset.format."),
  csv: csvSchema.optional().describe("Default: dataset.csv."),
});
