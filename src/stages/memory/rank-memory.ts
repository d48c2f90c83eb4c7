import type { MemoryPart } from "../../dag/memory.ts";
import type { EncodeArtifact, EncodedFeature } from "../../data/artifacts/encode.ts";

/** Domain and five sums of a cell; the cells of a deal, and its mass table. */
const bytesPerCell = 44 + 24;
/** Id, offset and value; units, sum and squares of the pooled feature and of what is dealt. */
const bytesPerId = 16 + 48;

/** What ranking keeps in memory: one feature's histogram at a time, at most as many cells as elements. */
export function rankMemory(encode: EncodeArtifact): MemoryPart[] {
  const bytes = encode.features.map((feature) => {
    const most = elements(encode, feature);
    const ids = Math.min(feature.ids, most);
    return bytesPerCell * Math.min(encode.domains.length * feature.ids, most) + bytesPerId * ids;
  });
  return [{ what: "the largest effect histogram", bytes: Math.max(...bytes) }];
}

function elements({ splits }: EncodeArtifact, { sequence, maxLength }: EncodedFeature): number {
  return splits.train * (sequence ? (maxLength ?? 1) : 1);
}
