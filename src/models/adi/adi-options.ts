import { DomainlensError } from "../../util/errors.ts";
import { type DomainNormConstants, domainNormDefaults } from "../../nn/domain-norm.ts";

/** Sizes and switches of ADI; both towers have the same. */
export interface AdiOptions extends DomainNormConstants {
  /** dd, the size of the embedding of the domain indicator, which the gates read. */
  readonly domainEmbeddingSize: number;
  /** K, the number of networks that all domains share. */
  readonly sharedNetworks: number;
  /** How logits become the weights of the shared networks: `ratio` is Eq. 8 as printed. */
  readonly sharedGate: "softmax" | "ratio";
  /** Units of the layers of each shared and specific network, or of the star layers of `netmul`. */
  readonly hidden: readonly number[];
  /** Eq. 11-13, 14-15 or 16-17; `netmul` takes the place of the shared and specific networks. */
  readonly fusion: "concat" | "sum" | "netmul";
  /** One gate value a row, or one for each unit. */
  readonly fusionGate: "scalar" | "vector";
  /** After a star layer: `none` is Eq. 16 as printed. */
  readonly starActivation: "relu" | "none";
  /** Units of the layers of each domain's forward network, the last of them the size H of the vectors; that layer is linear. */
  readonly forward: readonly number[];
  /** Domain-specific batch normalisation in every layer but the last of the forward network. */
  readonly dsbn: boolean;
  /** The domain interest adaptation layer: Eq. 22, 23-24 or 25-26. */
  readonly adaptation: "none" | "linear" | "attention" | "se";
  /** One for all domains (1-SE), one for each domain (3-SE), or one for each shared and specific network (4-SE) (5.3.4). */
  readonly adaptationPlacement: "global" | "domain" | "network";
  /** Hidden units of an SE block. */
  readonly squeezeSize: number;
  /** After the last layer of an SE block: `none` is Eq. 25 as printed. */
  readonly squeezeActivation: "none" | "sigmoid";
  /** Vectors of length 1. */
  readonly normalize: boolean;
  /** What inner products are divided by. */
  readonly temperature: number;
}

/** ADI-SE: what the paper calls its full model, with one shared network; sizes are those of its public experiment. */
export const adiDefaults: AdiOptions = {
  ...domainNormDefaults,
  domainEmbeddingSize: 8,
  sharedNetworks: 1,
  sharedGate: "softmax",
  hidden: [64, 32, 16],
  fusion: "concat",
  fusionGate: "scalar",
  starActivation: "relu",
  forward: [8],
  dsbn: true,
  adaptation: "se",
  adaptationPlacement: "domain",
  squeezeSize: 8,
  squeezeActivation: "none",
  normalize: false,
  temperature: 1,
};

/** Throws DomainlensError("config") for options that no network can be built of. */
export function checkAdiOptions({ forward, sharedNetworks, temperature, fusion, ...options }: AdiOptions): void {
  const { adaptation, adaptationPlacement } = options;
  if (forward.length === 0) {
    throw invalid("forward", forward, "give at least one size: the last is that of the vectors");
  }
  if (!(sharedNetworks >= 1)) throw invalid("sharedNetworks", sharedNetworks, "have one shared network or more");
  if (!(temperature > 0)) throw invalid("temperature", temperature, "take a positive temperature; 1 changes nothing");
  if (fusion === "netmul" && adaptation !== "none" && adaptationPlacement === "network") {
    throw invalid("adaptationPlacement", adaptationPlacement, "take domain or global: netmul has no separate networks");
  }
}

function invalid(option: string, value: unknown, remedy: string): DomainlensError {
  return new DomainlensError("config", { what: `adi cannot be built with this ${option}`, value, remedy });
}
