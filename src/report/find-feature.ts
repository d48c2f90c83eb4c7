import { DomainlensError } from "../util/errors.ts";

/** The entry of a feature in an artifact. Throws DomainlensError("internal") when it lacks one. */
export function findFeature<T extends { readonly name: string }>(
  features: readonly T[],
  name: string,
  file: string,
): T {
  const found = features.find((feature) => feature.name === name);
  if (found !== undefined) return found;
  throw new DomainlensError("internal", {
    what: `${file} lacks a feature that the other artifacts of the run have`,
    value: name,
    remedy: "delete the run folder and audit again",
  });
}
