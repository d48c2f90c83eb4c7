import { adiDefaults, type AdiOptions } from "../../src/models/adi/adi-options.ts";
import { type AdiNetwork, adiNetwork, type AdiShape } from "../../src/models/adi/two-towers.ts";
import { floats, normals } from "./fed.ts";
import type { Fed, FedInputs } from "./run-both.ts";

/** Three features of the user, two of the item, in three domains. */
export const sampleShape: AdiShape = { fields: { user: 3, item: 2 }, embeddingSize: 2, domains: 3 };

/** The domain of each row; -1 is padding. No row is of domain 2. */
export const sampleDomains = [0, 1, 0, 1, -1, 0];

/** ADI-SE with two shared networks at small sizes, deviations of few rows kept from 0, and what is changed of it. */
export function sampleAdi(changed: Partial<AdiOptions> = {}): AdiNetwork {
  const small = {
    domainEmbeddingSize: 2,
    sharedNetworks: 2,
    hidden: [5, 4],
    forward: [4, 3],
    squeezeSize: 2,
    epsilon: 0.01,
  };
  return adiNetwork(sampleShape, { ...adiDefaults, ...small, ...changed });
}

/** Noise for every tensor, variances around 1, and for two rows of items to a row of users. Padding rows are zero. */
export function sampleInputs({ specs, state }: AdiNetwork): FedInputs {
  const tensors = [...specs, ...state].map(({ name, shape }, seed): [string, Fed] => {
    const positive = name.endsWith("movingVariance");
    const noise = normals(shape, seed, 0.5);
    return [name, positive ? { ...noise, data: Float32Array.from(noise.data, (v) => 0.5 + v * v) } : noise];
  });
  return {
    ...Object.fromEntries(tensors),
    user: zeroed(normals([sampleDomains.length, 6], 1), 1),
    items: zeroed(normals([2 * sampleDomains.length, 4], 2), 2),
    domain: oneHot(sampleDomains),
  };
}

/** [B, 3] of domain numbers. */
export function oneHot(domains: readonly number[]): Fed {
  const hot = domains.flatMap((d) => [0, 1, 2].map((of) => (of === d ? 1 : 0)));
  return floats([domains.length, 3], hot);
}

/** With zeros in the rows of padding, of which each has `perRow`. */
function zeroed(fed: Fed, perRow: number): Fed {
  const width = fed.shape[1] * perRow;
  const data = Float32Array.from(fed.data, (v, i) => (sampleDomains[Math.floor(i / width)] < 0 ? 0 : v));
  return { ...fed, data };
}
