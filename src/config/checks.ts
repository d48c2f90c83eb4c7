import { nearest } from "../util/suggest.ts";
import { addedColumnChecks } from "./added-column-checks.ts";
import { domainChecks } from "./domain-checks.ts";
import { entityChecks } from "./entity-checks.ts";
import { featureNames } from "./feature-names.ts";
import { sharedVocabularies } from "./shared-vocabularies.ts";
import type { ConfigProblem } from "./problems.ts";
import { repeatedNames } from "./repeated-names.ts";
import { retrievalChecks } from "./retrieval-checks.ts";
import type { Config } from "./schema.ts";
import { statisticChecks } from "./statistic-checks.ts";

/** Checks that need more than one key: names that collide or are given twice, fractions that do not add up, sources given twice or not at all. */
export function crossChecks(config: Config): ConfigProblem[] {
  return [
    ...featureNames(config),
    ...sharedVocabularies(config),
    ...splitFractions(config),
    ...oneSource(config),
    ...entityChecks(config),
    ...addedColumnChecks(config),
    ...csvColumns(config),
    ...selectedFeatures(config),
    ...steps(config),
    ...rates(config),
    ...gateNames(config),
    ...repeatedNames(config),
    ...retrievalChecks(config),
    ...domainChecks(config),
    ...statisticChecks(config),
  ];
}

function splitFractions({ split }: Config): ConfigProblem[] {
  if (split.by === "files" || split.by === "none") return [];
  const total = split.train + split.valid + split.test;
  // 0.7 + 0.1 + 0.2 is not 1 in binary.
  if (Math.abs(total - 1) < 1e-9) return [];
  const { train, valid, test } = split;
  const what = `train, valid and test must sum to 1, not ${Number(total.toFixed(6))}`;
  return [{ path: ["split"], what, value: { train, valid, test }, remedy: "give all three, such as 0.7, 0.1, 0.2" }];
}

function oneSource({ domain, label }: Config): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [key, value] of Object.entries({ domain, label })) {
    if (typeof value === "string" || (value.column === undefined) !== (value.sql === undefined)) continue;
    const what = value.column === undefined ? "names no source" : "has two sources";
    problems.push({ path: [key], what, value, remedy: "give either `column` or `sql`" });
  }
  if (typeof domain === "object" && domain.values !== undefined && new Set(domain.values).size < domain.values.length) {
    const remedy = "list every domain once";
    problems.push({ path: ["domain", "values"], what: "names a domain twice", value: domain.values, remedy });
  }
  if (typeof label === "object" && label.sql !== undefined && label.positive !== undefined) {
    const remedy = "compare inside the expression, such as sql: \"y = 'yes'\"";
    problems.push({ path: ["label", "positive"], what: "needs `column`, not `sql`", value: label.positive, remedy });
  }
  return problems;
}

function csvColumns({ dataset }: Config): ConfigProblem[] {
  const tables = [
    { csv: dataset.csv, path: ["dataset", "csv"] },
    ...Object.entries(dataset.entities ?? {}).flatMap(([name, { csv }]) =>
      csv === undefined ? [] : [{ csv, path: ["dataset", "entities", name, "csv"] }],
    ),
    ...dataset.joins.map(({ csv }, i) => ({ csv, path: ["dataset", "joins", i, "csv"] })),
  ];
  return tables
    .filter(({ csv }) => !csv.header && csv.columns === undefined)
    .map(({ path }) => ({
      path: [...path, "header"],
      what: "without a header, the columns have no names",
      value: false,
      remedy: "list them in file order: `columns: [a, b, …]`",
    }));
}

function selectedFeatures({ select, features }: Config): ConfigProblem[] {
  const names = Object.keys(features);
  const unknown = [...(select.features ?? []).entries()].filter(([, name]) => !names.includes(name));
  return unknown.map(([i, name]) => {
    const near = nearest(name, names);
    const remedy = near === undefined ? `use one of: ${names.join(", ")}` : `did you mean \`${near}\`?`;
    return { path: ["select", "features", i], what: "is not a feature", value: name, remedy };
  });
}

function steps({ attribute }: Config): ConfigProblem[] {
  if (attribute.maxSteps >= attribute.steps) return [];
  const what = `is less than steps (${attribute.steps})`;
  const remedy = "raise maxSteps, or lower steps";
  return [{ path: ["attribute", "maxSteps"], what, value: attribute.maxSteps, remedy }];
}

function rates({ base: { learningRate, schedule } }: Config): ConfigProblem[] {
  if (schedule.minRate <= learningRate) return [];
  const what = `is more than learningRate (${learningRate})`;
  const remedy = "lower minRate, or raise learningRate";
  return [{ path: ["base", "schedule", "minRate"], what, value: schedule.minRate, remedy }];
}

function gateNames({ gates }: Config): ConfigProblem[] {
  const isBound = (name: string): boolean => /(^|\.)(min|max)[^.]/.test(name);
  return Object.entries(gates)
    .filter(([name]) => !isBound(name))
    .map(([name, value]) => ({
      path: ["gates", name],
      what: "is not a bound",
      value,
      remedy: "its last part begins with min or max: rejects.maxShare, baseModel.test.auc.minOverall",
    }));
}
