import { entityFields, shapeOfFields } from "../../models/mkt/entity-fields.ts";
import { memNetwork } from "../../models/mkt/mem-network.ts";
import { type MemOptions, memDefaults, type TemOptions, temDefaults } from "../../models/mkt/mkt-options.ts";
import type { MktOptions } from "../../models/mkt/tem.ts";
import { jointTemNetwork, readsOfMem, temNetwork, type TemFields } from "../../models/mkt/tem-network.ts";
import type { TransferAblation } from "../../util/transfer-names.ts";
import { checkedOptions } from "../model-options.ts";
import { allFeatures, type MethodInput, type Planned, targetFeatures } from "./method-input.ts";
import type { Phase } from "./phase.ts";

type Parts = Readonly<Record<"mem" | "tem", Readonly<Record<string, unknown>>>>;

/** What an ablation changes of the options; those of other phases change nothing there. */
const changes: Readonly<
  Record<TransferAblation, { mem?: Partial<MemOptions>; without?: TemOptions["transfer"][number] }>
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

/**
 * MKT, or MKT without a part: MEM on the rows of all entities, which count alike, its best epoch by their mixed validation rows; then, MEM frozen, TEM on
 * the rows of the target. `no-tem` ends with MEM, whose tower of the target gives the logit. `no-pretraining` has no first phase: the parts of MEM that TEM
 * reads, and MEM's tables, start from random numbers and are trained with TEM, by its loss, on the rows of the target.
 */
export function mktMethod(input: MethodInput, ablation?: TransferAblation): Planned {
  const { encode, target } = input;
  const features = targetFeatures(input);
  const options = mktOptions(input, ablation);
  const mem = memPhase(input, options.mem, ablation);
  if (ablation === "no-tem") return { phase: mem, options: { mem: options.mem } };
  const fields: TemFields = {
    target: encode.domains[target],
    own: entityFields(
      features.map((f) => encode.features[f]),
      encode.domains,
    ),
    mem: shapeOfFields(entityFields(encode.features, encode.domains)),
  };
  const shared = { key: ablation ?? "mkt", features, train: [target], choose: [target] };
  const kept: Readonly<Record<string, unknown>> = { ...options };
  if (ablation === "no-pretraining") {
    const title = "TEM and the parts of MEM that it reads, trained on the rows of the target";
    return { phase: { ...shared, title, network: jointTemNetwork(fields, options), embeddings: 2 }, options: kept };
  }
  const read = readsOfMem(fields.own, fields.target, options).map((place) => features[place]);
  const title = "TEM, trained on the rows of the target with MEM frozen";
  const frozen = { phase: mem, features: read };
  return { phase: { ...shared, title, network: temNetwork(fields, options), frozen }, options: kept };
}

function mktOptions({ base, given }: MethodInput, ablation?: TransferAblation): MktOptions {
  const { mem: ofMem, without } = ablation === undefined ? {} : changes[ablation];
  // The sequences of the user are pooled: there is one vector a history.
  const pooled = { sequenceEncoder: "mean" } as const;
  const parts = checkedOptions<Parts>("transfer.options.mkt", { mem: {}, tem: {} }, given);
  const mem = checkedOptions<MemOptions>("transfer.options.mkt.mem", { ...memDefaults(base), ...pooled }, parts.mem);
  const tem = checkedOptions<TemOptions>("transfer.options.mkt.tem", { ...temDefaults(base), ...pooled }, parts.tem);
  return { mem: { ...mem, ...ofMem }, tem: { ...tem, transfer: tem.transfer.filter((kind) => kind !== without) } };
}

/** Ablations that leave MEM as it is share its training. */
function memPhase(input: MethodInput, options: MemOptions, ablation?: TransferAblation): Phase {
  const { encode, target, sources } = input;
  const isChanged = ablation !== undefined && changes[ablation].mem !== undefined;
  const network = memNetwork(entityFields(encode.features, encode.domains), options);
  const rows = [...sources, target];
  return {
    key: isChanged ? `mem-${ablation}` : "mem",
    title: "MEM, trained on the rows of source and target",
    network,
    features: allFeatures(input),
    train: rows,
    choose: rows,
    balanced: true,
  };
}
