import { z } from "zod";
import type { DenseLayer, FrozenMlp } from "../../src/attribution/network.ts";
import type { EncodedBatch, FeatureIds } from "../../src/data/batch.ts";
import { type GoldenFile, goldenFiles, readGolden } from "./golden.ts";

const target = z.enum(["probability", "logit"]);
const parameter = z.object({ shape: z.array(z.number()), data: z.array(z.number()) });
const tolerance = z.object({ abs: z.number(), rel: z.number() });

const vectorsSchema = z.object({
  about: z.string(),
  config: z.object({ features: z.array(z.object({ name: z.string(), dim: z.number() })), tolerance }),
  params: z.record(z.string(), parameter),
  inputs: z.object({
    rows: z.number(),
    ids: z.array(z.object({ name: z.string(), values: z.array(z.union([z.number(), z.array(z.number())])) })),
  }),
  outputs: z.object({
    F: z.partialRecord(target, z.array(z.number())),
    F0: z.partialRecord(target, z.number()),
    runs: z.array(
      z.object({
        target,
        quadrature: z.enum(["riemann", "trapezoid", "gausslegendre"]),
        T: z.number(),
        attribution: parameter,
        residual: z.array(z.number()),
      }),
    ),
  }),
});
export type IgVectors = z.infer<typeof vectorsSchema>;

/** Files of the family that hold attributions; the others hold the quadrature rules. */
export const igFiles = goldenFiles("ig").filter(({ path }) => "runs" in outputsOf(path));

/** Files of the family that hold quadrature rules. */
export const quadratureFiles = goldenFiles("ig").filter(({ path }) => "rules" in outputsOf(path));

export function readIgVectors(file: GoldenFile): IgVectors {
  return vectorsSchema.parse(readGolden(file.path));
}

/** The network of a file, its numbers as they are. */
export function networkOf({ config, params }: IgVectors): FrozenMlp {
  const layers: DenseLayer[] = [];
  for (let l = 0; `dense/${l}/kernel` in params; l++) {
    const { shape, data } = params[`dense/${l}/kernel`];
    const bias = Float64Array.from(params[`dense/${l}/bias`].data);
    layers.push({ inputs: shape[0], outputs: shape[1], kernel: Float64Array.from(data), bias });
  }
  return { sizes: config.features.map(({ dim }) => dim), layers };
}

/** The concatenated pooled embeddings [B, K] in float64. */
export function pooledInputs({ config, params, inputs }: IgVectors): Float64Array {
  const rows = Array.from({ length: inputs.rows }, (_, b) =>
    config.features.flatMap(({ name, dim }, f) => {
      const ids = [inputs.ids[f].values[b]].flat();
      const table = params[`embedding/${name}`].data;
      const mean = (e: number): number =>
        ids.reduce((sum, id) => sum + table[id * dim + e], 0) / Math.max(ids.length, 1);
      return Array.from({ length: dim }, (_, e) => mean(e));
    }),
  );
  return Float64Array.from(rows.flat());
}

/** The ids of a file as a batch of encoded rows. */
export function batchOf({ inputs }: IgVectors): EncodedBatch {
  const zeros = new Int32Array(inputs.rows);
  const row = Float64Array.from({ length: inputs.rows }, (_, b) => b);
  return {
    rows: inputs.rows,
    domain: zeros,
    label: zeros,
    row,
    features: inputs.ids.map(({ values }) => idsOf(values)),
  };
}

function idsOf(values: readonly (number | number[])[]): FeatureIds {
  const ids = Int32Array.from(values.flat());
  if (!values.some(Array.isArray)) return { ids, offsets: null };
  const offsets = new Int32Array(values.length + 1);
  values.forEach((list, b) => (offsets[b + 1] = offsets[b] + [list].flat().length));
  return { ids, offsets };
}

function outputsOf(path: string): object {
  return z.object({ outputs: z.looseObject({}) }).parse(readGolden(path)).outputs;
}
