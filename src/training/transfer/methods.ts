import { conet } from "../../models/conet.ts";
import { din } from "../../models/din.ts";
import { fibinet } from "../../models/fibinet.ts";
import { mmoe } from "../../models/mmoe.ts";
import type { RankingModel } from "../../models/model.ts";
import { type Network, networkOf } from "../../models/network.ts";
import { ple } from "../../models/ple.ts";
import { sequenceInputs } from "../../models/sequence-inputs.ts";
import { sharedDnn } from "../../models/shared-dnn.ts";
import { star } from "../../models/star.ts";
import type { TransferName } from "../../util/transfer-names.ts";
import { filledOptions } from "../filled-options.ts";
import { ctnetMethod } from "./ctnet-method.ts";
import { allFeatures, type MethodInput, type Planned, targetFeatures } from "./method-input.ts";
import { minetMethod } from "./minet-method.ts";
import { mktMethod } from "./mkt-method.ts";

type Method = (input: MethodInput) => Planned;

/** Every way of training for one entity (MKT, Table 2); a name without one does not compile. */
export const transferMethods = {
  mlp: targetOnly("mlp", sharedDnn),
  din: targetOnly("din", din),
  fibinet: targetOnly("fibinet", fibinet),
  mmoe: joint("mmoe", mmoe),
  ple: joint("ple", ple),
  star: joint("star", star),
  conet: joint("conet", conet),
  minet: minetMethod,
  finetune: finetuned,
  ctnet: ctnetMethod,
  mkt: (input) => mktMethod(input),
} satisfies Record<TransferName, Method>;

/** A model of the table on the rows of the target, with the features that these have. */
function targetOnly(name: TransferName, model: RankingModel<unknown>): Method {
  return (input) => {
    const { target } = input;
    const features = targetFeatures(input);
    const { network, options } = modelOf(model, input, features);
    const title = "trained on the rows of the target";
    return { phase: { key: name, title, network, features, train: [target], choose: [target] }, options };
  };
}

/** A multi-domain model on the rows of the sources and the target, with all features; its best epoch is that of the target. */
function joint(name: TransferName, model: RankingModel<unknown>): Method {
  return (input) => {
    const { target, sources } = input;
    const features = allFeatures(input);
    const { network, options } = modelOf(model, input, features);
    const title = "trained on the rows of source and target";
    return { phase: { key: name, title, network, features, train: [...sources, target], choose: [target] }, options };
  };
}

/** The base network on the rows of the sources, and then all of its weights on those of the target. */
function finetuned(input: MethodInput): Planned {
  const { target, sources } = input;
  const features = allFeatures(input);
  const { network, options } = modelOf(sharedDnn, input, features);
  const shared = { network, features };
  const start = {
    ...shared,
    key: "finetune-source",
    title: "trained on the rows of the source",
    train: sources,
    choose: sources,
  };
  const title = "all weights trained on, on the rows of the target";
  return { phase: { ...shared, key: "finetune", title, train: [target], choose: [target], start }, options };
}

function modelOf(
  model: RankingModel<unknown>,
  { encode, base, given }: MethodInput,
  features: readonly number[],
): { readonly network: Network; readonly options: Readonly<Record<string, unknown>> } {
  const defaults = model.defaults(base) as Record<string, unknown>; // Options of a model are a plain object by contract.
  const options = filledOptions(defaults, given);
  const read = features.map((f) => encode.features[f]);
  const shape = {
    sizes: read.map(({ embedding }) => embedding),
    sensitive: [],
    domains: encode.domains.length,
    sequences: sequenceInputs(read),
  };
  return { network: networkOf(model, shape, options), options };
}
