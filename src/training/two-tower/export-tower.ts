import * as tf from "@tensorflow/tfjs";
import { exportOnnx, rowInput } from "../../compute/export-onnx.ts";
import type { Program, Signature } from "../../compute/types.ts";
import type { TowerName } from "../../models/two-tower/two-towers.ts";
import { domainInput, lengthName } from "../../util/serving-names.ts";
import { InputEmbedder } from "../embed-inputs.ts";
import { oneHot } from "../one-hot.ts";
import type { TowerField, TowerFields } from "./tower-fields.ts";
import type { TwoTowerTrainer } from "./two-tower-trainer.ts";

/** L of a sequence input: the longest of the training split. */
export function longestSequence({ ids: { offsets } }: TowerField): number {
  if (offsets === null) return 1;
  return offsets.subarray(1).reduce((most, end, entity) => Math.max(most, end - offsets[entity]), 1);
}

/**
 * A trained tower as an ONNX model. Inputs, N rows each: a scalar field is `<field>` int32 [N], the row of its embedding table; a sequence is `<field>`
 * int32 [N, L] and `<field>:length` int32 [N], rows beyond the length being anything valid; `:domain` int32 [N] is the position among the
 * domains. Output `vector` [N, H]. No field has one of the other names: the config refuses them. Tables are initialisers.
 */
export function exportTower(trainer: TwoTowerTrainer, tower: TowerName, fields: TowerFields): Uint8Array {
  return exportOnnx(servingProgram(trainer, tower, fields), (rows) => servingSignature(fields[tower], rows));
}

function servingSignature(fields: readonly TowerField[], rows: number): Signature {
  const inputs = fields.flatMap((field) => {
    if (field.ids.offsets === null) return [[field.name, rowInput("int32", rows)] as const];
    return [
      [field.name, rowInput("int32", rows, longestSequence(field))] as const,
      [lengthName(field.name), rowInput("int32", rows)] as const,
    ];
  });
  return { ...Object.fromEntries(inputs), [domainInput]: rowInput("int32", rows) };
}

function servingProgram(trainer: TwoTowerTrainer, tower: TowerName, fields: TowerFields): Program {
  const { towers } = trainer.options;
  return (t) => {
    const embed = new InputEmbedder();
    const embedded = fields[tower].map((field) => {
      const { view } = trainer.tables[field.table];
      const perDomain = fields.tables[field.table].spec.rows;
      const rowsOf = (ids: tf.Tensor, domain: tf.Tensor): tf.Tensor =>
        towers.ownTables ? tf.add(ids, tf.mul(domain, perDomain)).toInt() : ids;
      if (field.ids.offsets === null) return embed.scalar(view, rowsOf(t[field.name], t[domainInput]));
      const ids = rowsOf(t[field.name], tf.expandDims(t[domainInput], 1));
      return embed.mean(view, { ids, length: t[lengthName(field.name)] }, field.power);
    });
    const x = embedded.length === 1 ? embedded[0] : tf.concat(embedded, 1);
    const tensors = [...towers.specs, ...towers.state].map(({ name, shape }): [string, tf.Tensor] => [
      name,
      tf.tensor(trainer.dense.get(name) ?? new Float32Array(0), [...shape]),
    ]);
    const rows = { domain: oneHot(t[domainInput], towers.domains), training: false };
    return { vector: towers.tower(tower, Object.fromEntries(tensors), x, rows)[`${tower}/vector`] };
  };
}
