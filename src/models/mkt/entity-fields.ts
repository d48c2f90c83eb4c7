import { DomainlensError } from "../../util/errors.ts";
import { entityOfRole } from "../../util/entity-role.ts";
import { nearest } from "../../util/suggest.ts";
import type { SequenceInput } from "../model.ts";
import { type SharingFeature, sequenceInputs } from "../sequence-inputs.ts";
import type { MktShape } from "./groups.ts";
import type { SequenceOptions } from "./mkt-options.ts";

/** What the grouping of features reads of each of them. */
export interface RoledFeature extends SharingFeature {
  readonly name: string;
}

/** The features of a log as MKT groups them: positions in the order of the features, which is that of the pooled embeddings x [B, F · E]. */
export interface EntityFields {
  /** F */
  readonly features: number;
  /** E, the same for all. */
  readonly embeddingSize: number;
  readonly user: readonly number[];
  /** Sequences of the user. */
  readonly histories: readonly number[];
  /** Those among them that are read element by element, with the shared feature that is their candidate; the others are pooled to one position. */
  readonly sequences: readonly SequenceInput[];
  /** Features of items, contexts and all entities. */
  readonly shared: readonly number[];
  /** One a domain, in their order. */
  readonly entities: readonly { readonly name: string; readonly specific: readonly number[] }[];
}

/**
 * Groups features by their roles. A history is read element by element where a feature of all entities shares its vocabulary, so that a row's candidate can be
 * compared with its elements; with the encoder `mean` none is. Every domain is an entity, also one that no feature is specific to. Throws DomainlensError("config") for a
 * role with an entity that is no domain, and for embeddings of several sizes.
 */
export function entityFields(
  features: readonly RoledFeature[],
  domains: readonly string[],
  encoder: SequenceOptions["sequenceEncoder"] = "mean",
): EntityFields {
  for (const { name, role } of features) {
    const entity = entityOfRole(role);
    if (entity !== undefined && !domains.includes(entity)) throw unknownEntity(name, entity, domains);
  }
  const sizes = new Set(features.map(({ embedding }) => embedding));
  if (sizes.size > 1) throw severalSizes(features);
  const where = (holds: (feature: RoledFeature) => boolean): number[] =>
    features.flatMap((feature, f) => (holds(feature) ? [f] : []));
  const histories = where(({ role, sequence }) => role === "user" && sequence);
  const shared = where(({ role }) => role !== "user" && entityOfRole(role) === undefined);
  const isRead = ({ feature, candidate }: SequenceInput): boolean =>
    histories.includes(feature) && candidate !== undefined && shared.includes(candidate);
  return {
    features: features.length,
    embeddingSize: features[0].embedding,
    user: where(({ role, sequence }) => role === "user" && !sequence),
    histories,
    sequences: encoder === "mean" ? [] : sequenceInputs(features).filter(isRead),
    shared,
    entities: domains.map((name) => ({ name, specific: where(({ role }) => entityOfRole(role) === name) })),
  };
}

/** The shape of MEM for these features. */
export function shapeOfFields({ embeddingSize, user, histories, sequences, shared, entities }: EntityFields): MktShape {
  const candidateOf = (history: number): number | undefined => {
    const candidate = sequences.find(({ feature }) => feature === history)?.candidate;
    return candidate === undefined ? undefined : shared.indexOf(candidate);
  };
  return {
    embeddingSize,
    userFields: user.length,
    sharedFields: shared.length,
    histories: histories.length,
    candidates: histories.map(candidateOf),
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
    what: "the importance of entity-specific features needs embeddings of one size",
    value: Object.fromEntries(features.map(({ name, embedding }) => [name, embedding])),
    remedy: "leave out `embedding` of single features, and set base.embedding",
  });
}
