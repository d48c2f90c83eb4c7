import { entityOfRole } from "../../util/entity-role.ts";
import { DomainlensError } from "../../util/errors.ts";
import { listNames, nearest } from "../../util/suggest.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import type { ProfileArtifact } from "../artifacts/profile.ts";

type Ingest = Pick<IngestArtifact, "domains" | "features">;

/** Checks that every entity that a role names is a domain of the log. Errors: DomainlensError("config") naming feature and entity. */
export function checkEntities({ domains, features }: Ingest): void {
  const names = domains.map(({ name }) => name);
  for (const { name, role } of features) {
    const entity = entityOfRole(role);
    if (entity === undefined || names.includes(entity)) continue;
    const near = nearest(entity, names);
    const known = listNames(names);
    throw new DomainlensError("config", {
      what: `features.${name}.role names the entity ${JSON.stringify(entity)}, which is no domain of the log`,
      value: role,
      remedy: `${near === undefined ? "" : `did you mean ${JSON.stringify(near)}? `}The domains are: ${known}`,
    });
  }
}

/**
 * Checks the values of entity-specific features: the entity of each must have some. Returns a warning for each that rows of other domains
 * hold too. Errors: DomainlensError("data") naming feature and entity. @param stats in the order of `features`
 */
export function checkSpecificValues({ domains, features }: Ingest, stats: ProfileArtifact["features"]): string[] {
  return features.flatMap(({ name, role, source }, f) => {
    const entity = entityOfRole(role);
    if (entity === undefined) return [];
    const owner = domains.findIndex((domain) => domain.name === entity);
    const held = stats[f].byDomain.map(({ rows, nulls }) => rows - nulls);
    if (held[owner] === 0) throw neverHeld(name, entity, stats[f].byDomain[owner].rows, source);
    const stray = held.reduce((sum, rows) => sum + rows, -held[owner]);
    return stray === 0
      ? []
      : [`features.${name} is declared for ${entity} alone, but ${stray} rows of others hold a value`];
  });
}

function neverHeld(name: string, entity: string, rows: number, source: string): DomainlensError {
  return new DomainlensError("data", {
    what: `features.${name} is declared for the entity ${JSON.stringify(entity)}, but none of its ${rows} rows holds a value`,
    value: source,
    remedy: `correct the column or expression of features.${name}, give its role another entity, or leave the feature out`,
  });
}
