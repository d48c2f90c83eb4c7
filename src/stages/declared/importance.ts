import { importanceSchema as settingsSchema } from "../../config/importance-schema.ts";
import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";
import type { ImportanceArtifact } from "../../data/artifacts/importance.ts";
import { entityOfRole } from "../../util/entity-role.ts";

export interface ImportanceSlice {
  readonly importance: ImportanceArtifact["settings"];
  readonly base: Config["base"];
  readonly sampleRows: number | undefined;
}

/** The stage `importance` as it is planned. */
export const importanceDeclaration = declareStage<ImportanceSlice>({
  name: "importance",
  version: 5,
  inputs: ["encode"],
  usesDevice: true,
  applies: ({ features }) => Object.values(features).some(({ role }) => entityOfRole(role) !== undefined),
  slice: ({ importance, base, attribute }) => ({
    importance: settingsSchema.parse(importance ?? {}),
    base,
    sampleRows: attribute.sampleRows,
  }),
});
