import { entityColumn, entityOfRole } from "../util/entity-role.ts";
import { nearest } from "../util/suggest.ts";
import type { ConfigProblem } from "./problems.ts";
import type { Config } from "./schema.ts";

/** Checks of where the rows come from: either files, or files of each entity, which then are the domains and have the roles' names. */
export function entityChecks(config: Config): ConfigProblem[] {
  const { entities } = config.dataset;
  if ((config.dataset.files === undefined) === (entities === undefined)) return [severalSources(config)];
  if (entities === undefined) return [];
  const names = Object.keys(entities);
  const few: ConfigProblem = {
    path: ["dataset", "entities"],
    what: "has fewer than two entities, so there is nothing to compare",
    value: names,
    remedy: "add the files of another entity, or list all files under dataset.files",
  };
  return [...(names.length < 2 ? [few] : []), ...domainOfEntities(config), ...unknownEntities(config, names)];
}

function severalSources({ dataset }: Config): ConfigProblem {
  const what = dataset.files === undefined ? "names no files" : "has both files and entities";
  const remedy =
    "give either `files`, or the files of each entity: entities: { post: { files: [posts.csv] }, product: { files: [products.csv] } }";
  return { path: ["dataset"], what, remedy };
}

function domainOfEntities({ domain }: Config): ConfigProblem[] {
  if (domain === entityColumn || (typeof domain === "object" && domain.column === entityColumn)) return [];
  const what = "is not the entity, although dataset.entities gives each its own files";
  return [{ path: ["domain"], what, value: domain, remedy: `write domain: ${entityColumn}, or use dataset.files` }];
}

function unknownEntities({ features }: Config, entities: readonly string[]): ConfigProblem[] {
  return Object.entries(features).flatMap(([name, { role }]) => {
    const entity = entityOfRole(role);
    if (entity === undefined || entities.includes(entity)) return [];
    const near = nearest(entity, entities);
    const remedy = near === undefined ? `dataset.entities has: ${entities.join(", ")}` : `did you mean \`${near}\`?`;
    return [{ path: ["features", name, "role"], what: "names an entity without files", value: role, remedy }];
  });
}
