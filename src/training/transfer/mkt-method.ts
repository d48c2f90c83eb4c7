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
  const { target } = input;
  const features = targetFeatures(input);
  const options = mktOptions(input, ablation);
  const mem = memPhase(input, options.mem, ablation);
  if (ablation === "no-tem") return { phase: mem, options: { mem: options.mem } };
  const fields = temFields(input, features, options);
  const shared = { key: ablation ?? "mkt", features, train: [target], choose: [target] };
  const kept: Readonly<Record<string, unknown>> = { ...options };
  if (ablation === "no-pretraining") {
    const title = "TEM and the parts of MEM that it reads, trained on the rows of the target";
    return { phase: { ...shared, title, network: jointTemNetwork(fields, options), embeddings: 2 }, options: kept };
  }
  const read = readsOfMem(fields.theirs, fields.target, options).map((place) => features[place]);
  const title = "TEM, trained on the rows of the target with MEM frozen";
  const frozen = { phase: mem, features: read };
  return { phase: { ...shared, title, network: temNetwork(fields, options), frozen }, options: kept };
}

function temFields({ encode, target }: MethodInput, features: readonly number[], { mem, tem }: MktOptions): TemFields {
  const { domains } = encode;
  const read = features.map((f) => encode.features[f]);
  return {
    target: domains[target],
    own: entityFields(read, domains, tem.sequenceEncoder),
    theirs: entityFields(read, domains, mem.sequenceEncoder),
    mem: shapeOfFields(entityFields(encode.features, domains, mem.sequenceEncoder)),
  };
}

function mktOptions({ base, given }: MethodInput, ablation?: TransferAblation): MktOptions {
  const { mem: ofMem, without } = ablation === undefined ? {} : changes[ablation];
  const fit = <T extends MemOptions | TemOptions>(defaults: T): T => {
    // Heads divide the embeddings.
    return { ...defaults, heads: base.embedding % defaults.heads === 0 ? defaults.heads : 1 };
  };
  const parts = checkedOptions<Parts>("transfer.options.mkt", { mem: {}, tem: {} }, given);
  const mem = checkedOptions<MemOptions>("transfer.options.mkt.mem", fit(memDefaults(base)), parts.mem);
  const tem = checkedOptions<TemOptions>("transfer.options.mkt.tem", fit(temDefaults(base)), parts.tem);
  return { mem: { ...mem, ...ofMem }, tem: { ...tem, transfer: tem.transfer.filter((kind) => kind !== without) } };
}

/** Ablations that leave MEM as it is share its training. */
function memPhase(input: MethodInput, options: MemOptions, ablation?: TransferAblation): Phase {
  const { encode, target, sources } = input;
  const isChanged = ablation !== undefined && changes[ablation].mem !== undefined;
  const network = memNetwork(entityFields(encode.features, encode.domains, options.sequenceEncoder), options);
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
