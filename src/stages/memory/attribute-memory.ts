import { effectCellMemory } from "../../attribution/effect-cells.ts";
import { sampledMemory } from "../../attribution/sample-rows.ts";
import type { Config } from "../../config/schema.ts";
import type { MemoryPart } from "../../dag/memory.ts";
import type { EncodeArtifact } from "../../data/artifacts/encode.ts";
import { windowMemory } from "../../data/window-rows.ts";
import { bucketMemory, tableMemory } from "./table-memory.ts";

/** An isolate, a session of ONNX Runtime, and the jobs that wait or are done. */
const bytesPerThread = 48 * 2 ** 20;

/** What attribution keeps in memory. */
export function attributeMemory(
  encode: EncodeArtifact,
  { sampleRows }: Config["attribute"],
  threads: number,
): MemoryPart[] {
  const { train } = encode.splits;
  const cells = encode.features.map((feature) => effectCellMemory(encode.domains.length, feature));
  const sampled = sampleRows ?? Infinity;
  return [
    { what: "embedding tables", bytes: tableMemory(encode, (size) => size) + bucketMemory(encode) },
    { what: "effect histograms", bytes: cells.reduce((sum, { kept }) => sum + kept, 0) },
    { what: "the part of a histogram that is handed on", bytes: Math.max(...cells.map(({ handedOn }) => handedOn)) },
    { what: "rows read ahead", bytes: windowMemory(encode, train, false) },
    ...(threads > 1 ? [{ what: "threads", bytes: bytesPerThread * threads }] : []),
    ...(sampled < train ? [{ what: "keys of sampled rows", bytes: sampledMemory(train, sampled) }] : []),
  ];
}
