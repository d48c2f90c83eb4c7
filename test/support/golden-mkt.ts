import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import type { EntityRows, MktShape } from "../../src/models/mkt/groups.ts";
import type { MktOptions, TemShape } from "../../src/models/mkt/tem.ts";
import type { Tensors } from "./golden-case.ts";
import { elements, fedFloats, type ModelVectors } from "./golden-model.ts";
import type { FedInputs } from "./run-both.ts";

const sizes = z.array(z.number());
const activation = z.enum(["relu", "none"]);

export const hfaConfig = z.object({
  hfa: z.enum(["full", "alignOnly", "none"]),
  sharedScope: z.enum(["all", "entityShared"]),
  crossInput: z.enum(["specific", "all"]),
  crossLayers: z.number(),
  implicit: sizes,
  implicitOutputActivation: activation.default("relu"),
  align: sizes,
  alignOutputActivation: activation.default("relu"),
});

export const memConfig = hfaConfig.extend({
  userVocabulary: sizes,
  sharedVocabulary: sizes,
  sourceVocabulary: sizes,
  targetVocabulary: sizes,
  embeddingSize: z.number(),
  sequenceEncoder: z.enum(["attention", "mean"]),
  experts: z.number(),
  expertHidden: sizes,
  expertOutputActivation: activation.default("relu"),
  independentHidden: sizes,
  independentOutputActivation: activation.default("relu"),
  towerHidden: sizes,
  gamma: z.number(),
});
type MemConfig = z.infer<typeof memConfig>;

export const temConfig = z.object({
  mem: memConfig,
  tem: z.object({
    embeddingSize: z.number(),
    transfer: z.array(z.enum(["user", "sequence", "shared", "cross"])),
    crossInput: z.enum(["final", "own"]),
    headInput: z.enum(["cross", "all"]),
    crossHidden: sizes,
    headHidden: sizes,
  }),
});

/** The files' encoders have no heads. */
const heads = 1;

export function memOf(config: MemConfig): { shape: MktShape; options: MktOptions["mem"] } {
  const shape: MktShape = {
    embeddingSize: config.embeddingSize,
    userFields: config.userVocabulary.length,
    sharedFields: config.sharedVocabulary.length,
    histories: 2,
    candidates: [0, 0],
    entities: [
      { name: "source", specificFields: config.sourceVocabulary.length },
      { name: "target", specificFields: config.targetVocabulary.length },
    ],
  };
  return { shape, options: { ...config, heads } };
}

export function temOf(config: z.infer<typeof temConfig>): { shape: TemShape; options: MktOptions } {
  const { shape, options } = memOf(config.mem);
  const { embeddingSize } = config.tem;
  return {
    shape: { mem: shape, embeddingSize, target: shape.entities[1] },
    // TEM encodes histories as MEM does.
    options: { mem: options, tem: { ...config.tem, heads, sequenceEncoder: config.mem.sequenceEncoder } },
  };
}

/** Parameters by their names, ids as int32 [B, ·] and all else as float32 under `inputs/…`. */
export function fedModel({ params, inputs }: ModelVectors): FedInputs {
  const isId = (name: string): boolean => /\/(user|shared|specific|history\/\w+)$/.test(name);
  const rows = Object.entries(inputs).map(([name, tensor]) => {
    const fed = isId(name)
      ? { shape: tensor.shape, dtype: "int32" as const, data: Int32Array.from(elements(tensor)) }
      : fedFloats(tensor);
    return [`inputs/${name}`, fed] as const;
  });
  const parameters = Object.entries(params).map(([name, tensor]) => [name, fedFloats(tensor)] as const);
  return Object.fromEntries([...parameters, ...rows]);
}

/** The rows of an entity embedded by the tables `<model>/embedding/…`; a group whose tables a file leaves out is left out. */
export function embedRows(t: Tensors, model: "mem" | "tem", entity: string): EntityRows {
  const group = (ids: string, tables: string): tf.Tensor | undefined => {
    const fields = tf.unstack(t[`inputs/${entity}/${ids}`], 1);
    if (t[`${model}/embedding/${tables}/0/table`] === undefined) return undefined;
    return tf.concat(
      fields.map((field, j) => tf.gather(t[`${model}/embedding/${tables}/${j}/table`], field)),
      1,
    );
  };
  const items = t[`${model}/embedding/shared/0/table`];
  const history = (of: string) => ({
    vectors: tf.gather(items, t[`inputs/${entity}/history/${of}`]),
    lengths: t[`inputs/${entity}/historyLength/${of}`],
  });
  return {
    user: group("user", "user"),
    shared: group("shared", "shared"),
    specific: group("specific", `specific/${entity}`),
    histories: items === undefined ? [] : ["source", "target"].map(history),
  };
}
