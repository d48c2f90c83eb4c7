import { z } from "zod";
import { deviceNames } from "../util/device-names.ts";
import { modelNames } from "../util/model-names.ts";
import { baseSchema } from "./base-schema.ts";
import { columnTypeSchema, csvSchema, entityFilesSchema, formatSchema } from "./file-schema.ts";
import { importanceSchema } from "./importance-schema.ts";
import { rankingOptions } from "./model-options/ranking-options.ts";
import { retrievalSchema } from "./retrieval-schema.ts";
import { statisticSchema } from "./statistic-schema.ts";
import { transferSchema } from "./transfer-schema.ts";

const text = z.string().min(1);

const joinSchema = z
  .strictObject({
    files: z.array(text).min(1),
    format: formatSchema.optional().describe("Default: from the file extension."),
    csv: csvSchema.prefault({}),
    columns: z.record(text, columnTypeSchema).default({}).describe("Types of the table's columns."),
    on: z.record(text, text).describe("Column of the log → key column of this table. Keys must be unique here."),
    take: z.record(text, text).describe("New column name → column of this table."),
  })
  .describe("A lookup table, left-joined to every row; rows without a match are kept with NULLs and counted.");

const datasetSchema = z
  .strictObject({
    files: z
      .array(text)
      .min(1)
      .optional()
      .describe(
        "Paths or globs, relative to the pipeline file; `npm:<package>/<path>` for a file of an installed package.",
      ),
    entities: z
      .record(text, entityFilesSchema)
      .optional()
      .describe("Instead of files: those of each entity, which need not have the same columns; domain: entity."),
    format: formatSchema.optional().describe("Default: from the file extension."),
    csv: csvSchema.prefault({}),
    columns: z
      .record(text, columnTypeSchema)
      .default({})
      .describe("Types of source columns that SQL expressions use; features, domain and label bring their own."),
    joins: z.array(joinSchema).default([]),
    explode: z
      .strictObject({ column: text.describe("A list column."), as: text.describe("Name of the element column.") })
      .optional()
      .describe("One row per list element; a record with an empty or NULL list is rejected by name."),
    filter: text
      .optional()
      .describe("SQL condition; rows for which it is not true are left out and counted as rejected (excluded)."),
    maxRejects: z
      .strictObject({ share: z.number().min(0).max(1).default(1), count: z.int().min(0).optional() })
      .prefault({})
      .describe(
        "More invalid rows than this share of the rows, or this count, make ingest fail; also a larger share of unreadable files, each of which is one of the count.",
      ),
  })
  .describe("The log dump.");

const columnRef = z.union([
  text.describe("A source column."),
  z.strictObject({ sql: text.describe("A SQL expression over the source columns.") }),
]);

const labelSchema = z.union([
  text.describe("A 0/1 (or true/false) source column."),
  z.strictObject({
    sql: text
      .optional()
      .describe("A SQL expression that gives 0/1 or true/false; 1 for a log of nothing but positives, for retrieval."),
    column: text.optional(),
    positive: z
      .union([z.string(), z.number(), z.boolean()])
      .optional()
      .describe("The value of `column` that counts as 1."),
  }),
]);

const roleSchema = z
  .string()
  .regex(
    /^(user|item|context|entity-shared|entity-specific:.+)$/,
    "one of user, item, context, entity-shared, entity-specific:<entity>",
  );

const featureSchema = z
  .strictObject({
    kind: z.enum(["categorical", "numerical"]),
    role: roleSchema.default("context"),
    column: text.optional().describe("Source column; default: the feature's own name."),
    sql: text.optional().describe("SQL expression over the source columns instead of a column."),
    sequence: z
      .union([
        z.literal("list").describe("A native list column."),
        z.strictObject({
          delimiter: z.string().min(1).optional().describe("Splits a text column; leave out for a native list."),
          maxLength: z.int().min(1).default(50).describe("Only the last maxLength elements are kept."),
        }),
      ])
      .optional(),
    statistic: statisticSchema.optional(),
    vocabulary: text
      .optional()
      .describe(
        "Another categorical feature whose vocabulary and embeddings this one shares, such as the item's author for a history of authors.",
      ),
    minCount: z.int().min(1).optional().describe("Overrides encode.minCount."),
    embedding: z.int().min(1).optional().describe("Overrides base.embedding for this feature."),
  })
  .refine((f) => f.column === undefined || f.sql === undefined, { message: "give column or sql, not both" })
  .refine(({ statistic, kind }) => statistic === undefined || kind === "numerical", {
    message: "a statistic is a number: `kind: numerical`",
  })
  .refine(
    ({ statistic, column, sql, sequence }) => statistic === undefined || (column ?? sql ?? sequence) === undefined,
    { message: "a statistic is counted: it has no column, sql or sequence" },
  );

const splitSchema = z
  .discriminatedUnion("by", [
    z.strictObject({
      by: z.literal("hash"),
      train: z.number().gt(0).lt(1).default(0.7),
      valid: z.number().gt(0).lt(1).default(0.1),
      test: z.number().gt(0).lt(1).default(0.2),
      key: z
        .array(text)
        .default([])
        .describe("Source columns whose values are hashed; default: the row's file and position."),
      seed: z.int().min(0).default(7),
    }),
    z.strictObject({
      by: z.literal("time"),
      column: text.describe("A column of type date, timestamp or number (dataset.columns gives its type)."),
      train: z.number().gt(0).lt(1).default(0.7),
      valid: z.number().gt(0).lt(1).default(0.1),
      test: z.number().gt(0).lt(1).default(0.2),
    }),
    z.strictObject({
      by: z.literal("files"),
      train: z.array(text).min(1),
      valid: z.array(text).min(1),
      test: z.array(text).min(1),
    }),
    z
      .strictObject({ by: z.literal("none") })
      .describe("Every row is a training row: for retrieval, which is evaluated on lists of its own. No audit."),
  ])
  .describe("Training, validation and test rows. For `files`, the globs must be among dataset.files.");

const trainSchema = z
  .strictObject({
    models: z.array(z.enum(modelNames)).default([]).describe("Models to train on the audit's selection."),
    seeds: z.int().min(1).max(100).default(5).describe("Runs per model, with the seeds seed, seed + 1 …"),
    sensitive: z
      .enum(["selected", "last", "all"])
      .default("selected")
      .describe("What DSFM's extractor reads: the selection, as many of the lowest-ranked features, or all."),
    options: z
      .strictObject(rankingOptions)
      .partial()
      .default({})
      .describe("Options of single models, such as { dsfm: { attention: softmax } }."),
  })
  .describe("Training of models; what is not said here is as in `base`.");

/** The whole configuration of a pipeline: type, validator, JSON Schema and documentation at once. */
export const configSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, "letters, digits, _ and - only")
    .describe("Names the folder under runs/."),
  dataset: datasetSchema,
  domain: z
    .union([
      text,
      z.strictObject({ column: text.optional(), sql: text.optional(), values: z.array(text).min(2).optional() }),
    ])
    .describe(
      "The domain column, or {column|sql, values}: the order of `values` is the order of the domains, and rows with another domain are excluded and counted.",
    ),
  label: labelSchema.describe("The binary label."),
  user: columnRef.optional().describe("User id, for overlap."),
  item: columnRef.optional().describe("Item id, for overlap."),
  split: splitSchema.prefault({ by: "hash" }),
  features: z.record(text, featureSchema).refine((f) => Object.keys(f).length > 0, { message: "at least one feature" }),
  encode: z
    .strictObject({
      minCount: z.int().min(1).default(2).describe("Values seen fewer times in the training split fold into <rare>."),
      maxVocabulary: z.int().min(1).default(10_000_000),
      maxSupport: z
        .int()
        .min(2)
        .max(65_536)
        .default(65_536)
        .describe("Points of a numeric support; beyond, pooled quantiles."),
    })
    .prefault({}),
  base: baseSchema.prefault({}),
  attribute: z
    .strictObject({
      target: z.enum(["probability", "logit"]).default("probability"),
      quadrature: z.enum(["riemann", "trapezoid", "gausslegendre"]).default("riemann"),
      steps: z.int().min(1).max(1000).default(5).describe("Path steps T."),
      maxSteps: z
        .int()
        .min(1)
        .max(1000)
        .default(320)
        .describe("T is doubled up to here while p95 exceeds maxResidualP95."),
      maxResidualP95: z
        .number()
        .gt(0)
        .default(0.05)
        .describe("Bound on the 95th percentile of |F(x) - F(0) - sum of attributions|."),
      effect: z.enum(["abs", "positive", "none"]).default("abs"),
      sampleRows: z
        .int()
        .min(1)
        .optional()
        .describe("Attribute at most this many training rows (seeded by row); default: all."),
    })
    .prefault({}),
  rank: z
    .strictObject({
      wassersteinScale: z.enum(["std", "none"]).default("std"),
      alpha: z.number().gt(0).lt(1).default(0.05).describe("Level of the noise floor."),
      resamples: z.int().min(20).default(200).describe("Resamplings per feature for the noise floor."),
    })
    .prefault({}),
  importance: importanceSchema.optional(),
  select: z
    .strictObject({
      topK: z.int().min(1).default(5).describe("Features per group."),
      minScore: z.number().min(0).default(0).describe("Least domain sensitivity DS."),
      aboveNoise: z.boolean().default(true).describe("Only features whose DS exceeds its noise floor."),
      features: z.array(text).optional().describe("Explicit selection; replaces the rules above."),
      feed: z
        .array(z.enum(["parquet", "arrow"]))
        .default(["parquet", "arrow"])
        .describe("Formats of the training feed."),
    })
    .prefault({}),
  train: trainSchema.prefault({}),
  transfer: transferSchema.optional(),
  retrieval: retrievalSchema.optional(),
  gates: z
    .record(text, z.number())
    .default({})
    .describe('Bounds on numbers of results.json, for CI: "<path>.max…" or "<path>.min…", see the README.'),
  seed: z.int().min(0).default(1),
  resources: z
    .strictObject({
      memory: z
        .string()
        .regex(/^\d+(\.\d+)?\s*(MB|GB|MiB|GiB)$/, "a size such as 4GB or 800MB")
        .default("4GB"),
      threads: z.union([z.literal("auto"), z.int().min(1)]).default("auto"),
      device: z.enum(["auto", ...deviceNames]).default("auto"),
      isolation: z
        .enum(["process", "none"])
        .optional()
        .describe(
          "Where raw files are read: in a process of their own, so that one that breaks it is left out (default), or not.",
        ),
      secondsPerFile: z
        .number()
        .gt(0)
        .optional()
        .describe("A file that takes longer is left out; default: 300, and one more for each megabyte."),
    })
    .prefault({}),
});

/** A configuration as a user writes it: defaults left out. */
export type ConfigInput = z.input<typeof configSchema>;
/** A configuration with every default filled in. */
export type Config = z.output<typeof configSchema>;
export type FeatureConfig = Config["features"][string];
