import { entityFields, shapeOfFields } from "../../models/mkt/entity-fields.ts";
import { memNetwork } from "../../models/mkt/mem-network.ts";
import { jointTemNetwork, readsOfMem, temNetwork, type TemFields } from "../../models/mkt/tem-network.ts";
import type { TransferAblation } from "../../util/transfer-names.ts";
import { allFeatures, type MethodInput, type Planned, targetFeatures } from "./method-input.ts";
import { keepsMem, type MktSettings, mktSettings } from "./mkt-settings.ts";
import type { Phase } from "./phase.ts";

/**
 * MKT, or MKT without a part: MEM on the rows of all entities, each of which counts alike, as in the sums of Eq. 11, its best epoch by their mixed
 * validation rows; then, MEM frozen, TEM on the rows of the target. `no-tem` ends with MEM, whose tower of the target gives the logit. `no-pretraining` has no first phase: the parts of MEM that TEM
 * reads, and MEM's tables, start from random numbers and are trained with TEM, by its loss, on the rows of the target.
 */
export function mktMethod(input: MethodInput, ablation?: TransferAblation): Planned {
  const { target } = input;
  const features = targetFeatures(input);
  const settings = mktSettings(input, ablation);
  const { mem, memTraining, tem, temTraining } = settings;
  const pretrained = memPhase(input, settings, keepsMem(ablation) ? "mem" : `mem-${ablation}`);
  if (ablation === "no-tem") return { phase: pretrained, options: { mem, memTraining } };
  const fields = temFields(input, features, settings);
  const shared = { key: ablation ?? "mkt", features, train: [target], choose: [target], settings: temTraining };
  if (ablation === "no-pretraining") {
    const title = "TEM and the parts of MEM that it reads, trained on the rows of the target";
    const network = jointTemNetwork(fields, settings);
    return { phase: { ...shared, title, network, embeddings: 2 }, options: { mem, tem, temTraining } };
  }
  const read = readsOfMem(fields.theirs, fields.target, settings).map((place) => features[place]);
  const title = "TEM, trained on the rows of the target with MEM frozen";
  const frozen = { phase: pretrained, features: read };
  return { phase: { ...shared, title, network: temNetwork(fields, settings), frozen }, options: { ...settings } };
}

function temFields({ encode, target }: MethodInput, features: readonly number[], { mem, tem }: MktSettings): TemFields {
  const { domains } = encode;
  const read = features.map((f) => encode.features[f]);
  return {
    target: domains[target],
    own: entityFields(read, domains, tem.sequenceEncoder),
    theirs: entityFields(read, domains, mem.sequenceEncoder),
    mem: shapeOfFields(entityFields(encode.features, domains, mem.sequenceEncoder)),
  };
}

function memPhase(input: MethodInput, { mem, memTraining }: MktSettings, key: string): Phase {
  const { encode, target, sources } = input;
  const rows = [...sources, target];
  return {
    key,
    title: "MEM, trained on the rows of source and target",
    network: memNetwork(entityFields(encode.features, encode.domains, mem.sequenceEncoder), mem, rows.length),
    features: allFeatures(input),
    train: rows,
    choose: rows,
    settings: memTraining,
  };
}
