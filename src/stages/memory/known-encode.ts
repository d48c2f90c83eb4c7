import type { Config } from "../../config/schema.ts";
import type { MemoryPart } from "../../dag/memory.ts";
import type { Stage } from "../../dag/stage.ts";
import { type EncodeArtifact, encodeSchema } from "../../data/artifacts/encode.ts";
import { readArtifact } from "../../data/artifacts/read-artifact.ts";

/** A stage's memory from the vocabularies: known as soon as the rows are encoded. */
export function ofEncode(
  parts: (encode: EncodeArtifact, config: Config) => MemoryPart[],
): NonNullable<Stage["memory"]> {
  return async ({ config, finished }) => {
    const folder = finished("encode");
    if (folder === undefined) return undefined;
    return parts(await readArtifact(folder, "encode.json", encodeSchema), config);
  };
}
