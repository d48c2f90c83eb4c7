import type { MemoryPart } from "../../dag/memory.ts";
import type { EncodeArtifact, EncodedFeature } from "../../data/artifacts/encode.ts";

/** Domain and five sums of a cell, and id, offset and value of an id. */
const histogramBytes = { cell: 44, id: 16 };
/** The cells of a deal and its mass table, and as many cards of a deck, which the kernel has once more; units, sum and squares of the pooled feature and of what is dealt. */
const dealBytes = { cell: 24 + 2 * 20, id: 48 };

/**
 * What ranking keeps in memory: a feature's histogram for each thread, at most as many cells as elements; threads of their own have it once more.
 */
export function rankMemory(encode: EncodeArtifact, threads: number): MemoryPart[] {
  const copies = threads > 1 ? 2 : 1;
  const bytes = encode.features.map((feature) => {
    const most = elements(encode, feature);
    const ids = Math.min(feature.ids, most);
    const cells = Math.min(encode.domains.length * feature.ids, most);
    return (copies * histogramBytes.cell + dealBytes.cell) * cells + (copies * histogramBytes.id + dealBytes.id) * ids;
  });
  const largest = bytes.toSorted((a, b) => b - a).slice(0, threads);
  return [{ what: "the largest effect histograms", bytes: largest.reduce((sum, one) => sum + one, 0) }];
}

function elements({ splits }: EncodeArtifact, { sequence, maxLength }: EncodedFeature): number {
  return splits.train * (sequence ? (maxLength ?? 1) : 1);
}
