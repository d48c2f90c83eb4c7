import { DomainlensError } from "../../util/errors.ts";
import { entityOfRole } from "../../util/entity-role.ts";
import { nearest } from "../../util/suggest.ts";
import type { MktShape } from "./groups.ts";

/** What the grouping of features reads of each of them. */
export interface RoledFeature {
  readonly name: string;
  readonly role: string;
  readonly sequence: boolean;
  /** E */
  readonly embedding: number;
}

/** The features of a log as MKT groups them: positions in the order of the features, which is that of the pooled embeddings x [B, F · E]. */
export interface EntityFields {
  /** F */
  readonly features: number;
  /** E, the same for all. */
  readonly embeddingSize: number;
  readonly user: readonly number[];
  /** Sequences of the user, pooled: each is a history of one position. */
  readonly histories: readonly number[];
  /** Features of items, contexts and all entities. */
  readonly shared: readonly number[];
  /** One a domain, in their order. */
  readonly entities: readonly { readonly name: string; readonly specific: readonly number[] }[];
}

/**
 * Groups features by their roles. Every domain is an entity, also one that no feature is specific to. Throws DomainlensError("config") for a
 * role with an entity that is no domain, and for embeddings of several sizes.
 */
export function entityFields(features: readonly RoledFeature[], domains: readonly string[]): EntityFields {
  for (const { name, role } of features) {
    const entity = entityOfRole(role);
    if (entity !== undefined && !domains.includes(entity)) throw unknownEntity(name, entity, domains);
  }
  const sizes = new Set(features.map(({ embedding }) => embedding));
  if (sizes.size > 1) throw severalSizes(features);
  const where = (holds: (feature: RoledFeature) => boolean): number[] =>
    features.flatMap((feature, f) => (holds(feature) ? [f] : []));
  return {
    features: features.length,
    embeddingSize: features[0].embedding,
    user: where(({ role, sequence }) => role === "user" && !sequence),
    histories: where(({ role, sequence }) => role === "user" && sequence),
    shared: where(({ role }) => role !== "user" && entityOfRole(role) === undefined),
    entities: domains.map((name) => ({ name, specific: where(({ role }) => entityOfRole(role) === name) })),
  };
}

/** The groups of some of the features alone. @param places of them among all, in their new order */
export function fieldsAt(fields: EntityFields, places: readonly number[]): EntityFields {
  const kept = (group: readonly number[]): number[] => group.map((f) => places.indexOf(f)).filter((at) => at >= 0);
  return {
    ...fields,
    features: places.length,
    user: kept(fields.user),
    histories: kept(fields.histories),
    shared: kept(fields.shared),
    entities: fields.entities.map(({ name, specific }) => ({ name, specific: kept(specific) })),
  };
}

/** The shape of MEM for these features. */
export function shapeOfFields({ embeddingSize, user, histories, shared, entities }: EntityFields): MktShape {
  return {
    embeddingSize,
    userFields: user.length,
    sharedFields: shared.length,
    histories: histories.length,
    candidate: 0,
    entities: entities.map(({ name, specific }) => ({ name, specificFields: specific.length })),
  };
}

function unknownEntity(feature: string, entity: string, domains: readonly string[]): DomainlensError {
  const near = nearest(entity, domains);
  return new DomainlensError("config", {
    what: `feature ${feature} is specific to an entity that is not a domain of the log`,
    value: entity,
    remedy: near === undefined ? `the domains are: ${domains.join(", ")}` : `did you mean ${near}?`,
  });
}

function severalSizes(features: readonly RoledFeature[]): DomainlensError {
  return new DomainlensError("config", {
    what: "MKT, and the importance of entity-specific features by it, needs embeddings of one size",
    value: Object.fromEntries(features.map(({ name, embedding }) => [name, embedding])),
    remedy: "leave out `embedding` of single features, and set base.embedding",
  });
}
