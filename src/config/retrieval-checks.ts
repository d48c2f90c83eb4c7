import { nearest } from "../util/suggest.ts";
import type { ConfigProblem } from "./problems.ts";
import type { Config } from "./schema.ts";

/** Checks of `retrieval`: its ids are categorical features without a sequence, and no domain is evaluated twice. */
export function retrievalChecks({ retrieval, features }: Config): ConfigProblem[] {
  if (retrieval === undefined) return [];
  const { user, item, evaluate } = retrieval;
  const ids = Object.entries({ user, item }).flatMap(([key, name]) => idProblem(key, name, features));
  const domains = evaluate.map(({ domain }) => domain);
  const twice = domains.flatMap((domain, i) => (domains.indexOf(domain) < i ? [{ domain, i }] : []));
  return [
    ...ids,
    ...twice.map(({ domain, i }) => ({
      path: ["retrieval", "evaluate", i, "domain"],
      what: "is evaluated twice",
      value: domain,
      remedy: "give each domain one entry",
    })),
  ];
}

function idProblem(key: string, name: string, features: Config["features"]): ConfigProblem[] {
  // A record without the name gives undefined, whatever its type says.
  const feature: Config["features"][string] | undefined = features[name];
  if (feature?.kind === "categorical" && feature.sequence === undefined) return [];
  const path = ["retrieval", key];
  if (feature !== undefined) {
    const remedy = "name a categorical feature without `sequence`";
    return [{ path, what: "is not an id: a number or a sequence", value: name, remedy }];
  }
  const near = nearest(name, Object.keys(features));
  const remedy = near === undefined ? `add the ${key}'s id to features` : `did you mean \`${near}\`?`;
  return [{ path, what: "is not a feature", value: name, remedy }];
}
