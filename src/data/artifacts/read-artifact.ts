import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";

/** A JSON artifact of a stage's folder, checked by its schema. */
export async function readArtifact<T>(folder: string, file: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(await readFile(join(folder, file), "utf8")));
}
