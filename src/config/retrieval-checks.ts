import { nearest } from "../util/suggest.ts";
import type { ConfigProblem } from "./problems.ts";
import type { Config } from "./schema.ts";

type AdiOptions = NonNullable<NonNullable<Config["retrieval"]>["options"]["adi"]>;

/** Checks of `retrieval`: its ids are categorical features without a sequence, options of ADI go together, no domain is evaluated twice, and none on nothing. */
export function retrievalChecks({ retrieval, features }: Config): ConfigProblem[] {
  if (retrieval === undefined) return [];
  const { user, item, evaluate, corpus } = retrieval;
  const ids = Object.entries({ user, item }).flatMap(([key, name]) => idProblem(key, name, features));
  const domains = evaluate.map(({ domain }) => domain);
  const twice = domains.flatMap((domain, i) => (domains.indexOf(domain) < i ? [{ domain, i }] : []));
  return [
    ...ids,
    ...adiOptions(retrieval.options.adi ?? {}),
    ...twice.map(({ domain, i }) => ({
      path: ["retrieval", "evaluate", i, "domain"],
      what: "is evaluated twice",
      value: domain,
      remedy: "give each domain one entry",
    })),
    ...evaluate.flatMap(({ domain, candidates }, i) => {
      if (corpus || candidates !== undefined) return [];
      const what = "is evaluated on nothing: it has no candidate lists, and retrieval.corpus is false";
      const remedy = "add its candidates, or set retrieval.corpus to true";
      return [{ path: ["retrieval", "evaluate", i], what, value: domain, remedy }];
    }),
  ];
}

/** One of the fusions has no separate networks that could have adaptation layers of their own, which ADI has unless it is told otherwise. */
function adiOptions({ fusion, adaptation, adaptationPlacement }: AdiOptions): ConfigProblem[] {
  if (fusion !== "netmul" || adaptation === "none" || adaptationPlacement !== "network") return [];
  const path = ["retrieval", "options", "adi", "adaptationPlacement"];
  const what = "has no place: netmul has no separate networks";
  return [{ path, what, value: adaptationPlacement, remedy: "take domain or global, or another fusion" }];
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
