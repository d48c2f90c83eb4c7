import type { Config } from "../../config/schema.ts";
import { type MemOptions, memDefaults, type TemOptions, temDefaults } from "../../models/mkt/mkt-options.ts";
import type { MktOptions } from "../../models/mkt/tem.ts";
import type { TransferAblation } from "../../util/transfer-names.ts";
import { filledOptions } from "../filled-options.ts";
import type { MethodInput } from "./method-input.ts";

/** How one of the two models is trained; what is not here is as in `base`. */
export type PhaseTraining = Pick<Config["base"], "learningRate" | "embeddingL2" | "dropout" | "maxEpochs" | "patience">;

/** Everything that can be set of MKT: both models, and how each is trained. */
export interface MktSettings extends MktOptions {
  readonly memTraining: PhaseTraining;
  readonly temTraining: PhaseTraining;
}

type Given = Readonly<Record<string, unknown>>;
type Parts = Readonly<Record<keyof MktSettings, Given>>;

/** What an ablation changes of the options; those of other phases change nothing there. */
const changes: Readonly<
  Record<TransferAblation, { readonly mem?: Partial<MemOptions>; readonly without?: TemOptions["transfer"][number] }>
> = {
  "no-pretraining": {},
  "no-tem": {},
  "no-pdl": { mem: { gamma: 0 } },
  "no-hfa": { mem: { hfa: "none" } },
  "no-user": { without: "user" },
  "no-sequence": { without: "sequence" },
  "no-shared": { without: "shared" },
  "no-cross": { without: "cross" },
};

/** Whether an ablation leaves MEM as it is, so that both share its training. */
export function keepsMem(ablation: TransferAblation | undefined): boolean {
  return ablation === undefined || changes[ablation].mem === undefined;
}

/**
 * The settings of MKT without the part that an ablation names: the defaults with those of the config under `mem`, `tem`, `memTraining` and `temTraining`.
 */
export function mktSettings(
  { base, given }: Pick<MethodInput, "base" | "given">,
  ablation?: TransferAblation,
): MktSettings {
  const { mem: ofMem, without } = ablation === undefined ? {} : changes[ablation];
  const parts = filledOptions<Parts>({ mem: {}, tem: {}, memTraining: {}, temTraining: {} }, given);
  const mem = filledOptions(withHeads(memDefaults(base), base), parts.mem);
  const tem = filledOptions(withHeads(temDefaults(base), base), parts.tem);
  return {
    mem: { ...mem, ...ofMem },
    tem: { ...tem, transfer: tem.transfer.filter((kind) => kind !== without) },
    memTraining: filledOptions(trainingOf(base), parts.memTraining),
    temTraining: filledOptions(trainingOf(base), parts.temTraining),
  };
}

/** As many heads as by default, where they divide the embeddings. */
function withHeads<T extends MemOptions | TemOptions>(defaults: T, { embedding }: Config["base"]): T {
  return { ...defaults, heads: embedding % defaults.heads === 0 ? defaults.heads : 1 };
}

function trainingOf({ learningRate, embeddingL2, dropout, maxEpochs, patience }: Config["base"]): PhaseTraining {
  return { learningRate, embeddingL2, dropout, maxEpochs, patience };
}
