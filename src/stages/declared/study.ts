import type { Config } from "../../config/schema.ts";
import { declareStage, type StageDeclaration } from "../../dag/stage.ts";
import type { TrainModelsInput } from "../../training/train-models.ts";
import type { StudyName } from "../../util/study-names.ts";

export interface StudySlice extends Pick<TrainModelsInput, "base" | "attribute"> {
  readonly train: Omit<Config["train"], "models">;
}

/** The stage of a study as it is planned. */
export function studyDeclaration(study: StudyName): StageDeclaration<StudySlice> {
  return declareStage<StudySlice>({
    name: `study-${study}`,
    version: 4,
    inputs: ["encode", "select"],
    usesDevice: true,
    onDemand: true,
    slice: sliceOf,
  });
}

/** Without the models of the config, and with the options of those alone that a study trains. */
function sliceOf({ train, base, attribute: { quadrature, steps, target } }: Config): StudySlice {
  const { models: _, options, ...rest } = train;
  const ofStudies = { dsfm: options.dsfm, "shared-dnn": options["shared-dnn"] };
  return { train: { ...rest, options: ofStudies }, base, attribute: { quadrature, steps, target } };
}
