import type { Config } from "../../config/schema.ts";
import type { EncodeArtifact } from "../../data/artifacts/encode.ts";
import { entityOfRole } from "../../util/entity-role.ts";
import type { Phase } from "./phase.ts";

/** What a way of training is planned from. */
export interface MethodInput {
  readonly encode: Pick<EncodeArtifact, "features" | "domains">;
  /** Positions of domains. */
  readonly target: number;
  readonly sources: readonly number[];
  readonly base: Config["base"];
  /** The options of the config for the method. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** A way of training for the target, planned: the last of its phases gives the model, and what all of its options are. */
export interface Planned {
  readonly phase: Phase;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Positions of the features that rows of the target have: not those specific to another entity. */
export function targetFeatures({ encode, target }: Pick<MethodInput, "encode" | "target">): number[] {
  const name = encode.domains[target];
  return allFeatures({ encode }).filter((f) => (entityOfRole(encode.features[f].role) ?? name) === name);
}

/** Positions of all features. */
export function allFeatures({ encode }: Pick<MethodInput, "encode">): number[] {
  return encode.features.map((_, f) => f);
}

/** Positions of the features that are specific to no entity. */
export function commonFeatures({ encode }: Pick<MethodInput, "encode">): number[] {
  return allFeatures({ encode }).filter((f) => entityOfRole(encode.features[f].role) === undefined);
}
