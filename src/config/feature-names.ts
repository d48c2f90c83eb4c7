import {
  audienceName,
  beginsAsOurs,
  clicksName,
  historyName,
  lengthName,
  modelOutputs,
  towerOutput,
} from "../util/serving-names.ts";
import type { ConfigProblem } from "./problems.ts";
import type { Config } from "./schema.ts";

/** Checks of the features' names: they are columns in SQL, and inputs of exported models, which have other names beside them. */
export function featureNames(config: Config): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const seen = new Map<string, string>();
  const taken = servingNames(config);
  for (const name of Object.keys(config.features)) {
    const path = ["features", name];
    if (beginsAsOurs(name)) {
      const remedy = "rename it, and give its source by `column:`; names that begin with _ or : are ours";
      problems.push({ path, what: "reserved feature name", value: name, remedy });
    }
    const use = taken.get(name) ?? statisticOf(name, config);
    if (use !== undefined) {
      const remedy = `rename it; for the log's column of that name: { column: ${JSON.stringify(name)} }`;
      problems.push({ path, what: `reserved feature name: it is that of ${use}`, value: name, remedy });
    }
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) {
      const what = `collides with the feature ${twin}: names that differ only in case are one column in SQL`;
      problems.push({ path, what, value: name, remedy: "rename one, and give its source by `column:`" });
    }
    seen.set(name.toLowerCase(), name);
  }
  return problems;
}

/** Names in exported models that are not those of features, each with what has it. */
function servingNames({ features, retrieval }: Config): Map<string, string> {
  const taken = new Map(modelOutputs.map((name) => [name, "an output of exported models"]));
  const sequences = Object.keys(features).filter((name) => features[name].sequence !== undefined);
  if (retrieval !== undefined) {
    const { user, item, history, audience } = retrieval;
    const own = [...(history === null ? [] : [historyName(item)]), ...(audience === null ? [] : [audienceName(user)])];
    taken.set(towerOutput, "the output of exported towers");
    for (const name of own) taken.set(name, "what a tower reads of the training split");
    sequences.push(...own);
  }
  for (const name of sequences) taken.set(lengthName(name), `the lengths of ${name}, an input of exported models`);
  return taken;
}

/** The domains are those of the log: names of all that there might be are taken. */
function statisticOf(name: string, { retrieval }: Config): string | undefined {
  if (retrieval?.statistics !== true || !name.startsWith(clicksName(""))) return undefined;
  return "what a tower reads of the training split";
}
