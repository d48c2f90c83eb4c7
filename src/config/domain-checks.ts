import { listNames, nearest } from "../util/suggest.ts";
import type { ConfigProblem, KeyPath } from "./problems.ts";
import type { Config } from "./schema.ts";

/** Checks of keys that name domains: they are among those that the config lists, where it does, and no target is a source. */
export function domainChecks(config: Config): ConfigProblem[] {
  const known = listedDomains(config);
  const unknown = known === undefined ? [] : namedDomains(config).filter(({ name }) => !known.includes(name));
  return [...unknown.map(({ path, name }) => unknownDomain(path, name, known ?? [])), ...targetAsSource(config)];
}

/** The domains of the log as far as the config tells; undefined where the log alone knows. */
function listedDomains({ domain, dataset }: Config): readonly string[] | undefined {
  if (typeof domain === "object" && domain.values !== undefined) return domain.values;
  return dataset.entities === undefined ? undefined : Object.keys(dataset.entities);
}

interface NamedDomain {
  readonly path: KeyPath;
  readonly name: string;
}

function namedDomains({ base, transfer, retrieval }: Config): NamedDomain[] {
  const { domain: weights } = base.weights;
  const weighted = typeof weights === "string" ? [] : Object.keys(weights);
  return [
    ...weighted.map((name) => ({ path: ["base", "weights", "domain", name], name })),
    ...(transfer === undefined ? [] : [{ path: ["transfer", "target"], name: transfer.target }]),
    ...sources(transfer),
    ...(retrieval?.evaluate ?? []).map(({ domain }, i) => ({
      path: ["retrieval", "evaluate", i, "domain"],
      name: domain,
    })),
  ];
}

function sources(transfer: Config["transfer"]): NamedDomain[] {
  const { source } = transfer ?? {};
  if (source === undefined) return [];
  if (typeof source === "string") return [{ path: ["transfer", "source"], name: source }];
  return source.map((name, i) => ({ path: ["transfer", "source", i], name }));
}

function unknownDomain(path: KeyPath, name: string, known: readonly string[]): ConfigProblem {
  const near = nearest(name, known);
  const remedy = near === undefined ? `the domains are: ${listNames(known)}` : `did you mean \`${near}\`?`;
  return { path, what: "is not a domain of the log", value: name, remedy };
}

function targetAsSource({ transfer }: Config): ConfigProblem[] {
  const remedy = "leave transfer.source out, or name other domains";
  return sources(transfer)
    .filter(({ name }) => name === transfer?.target)
    .map(({ path, name }) => ({ path, what: "names the target itself", value: name, remedy }));
}
