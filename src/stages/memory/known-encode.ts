import type { MemoryPart } from "../../dag/memory.ts";
import type { KnownFacts, Stage } from "../../dag/stage.ts";
import { type EncodeArtifact, encodeSchema } from "../../data/artifacts/encode.ts";
import { readArtifact } from "../../data/artifacts/read-artifact.ts";

/** A stage's memory from the vocabularies: known as soon as the rows are encoded. */
export function ofEncode(
  parts: (encode: EncodeArtifact, known: KnownFacts) => MemoryPart[],
): NonNullable<Stage["memory"]> {
  return async (known) => {
    const folder = known.finished("encode");
    if (folder === undefined) return undefined;
    return parts(await readArtifact(folder, "encode.json", encodeSchema), known);
  };
}
