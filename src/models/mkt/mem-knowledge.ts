import type * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../nn/dense.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { DomainlensError } from "../../util/errors.ts";
import type { ModelInputs } from "../model.ts";
import { type Entity, type EntityRows, type GroupVectors, groupWidths, type MktShape } from "./groups.ts";
import { type Aligned, alignFeatures, featureImportance, hfaSpecs, hfaWidth } from "./hfa.ts";
import { type CommonKnowledge, commonKnowledge, commonKnowledgeSpecs } from "./knowledge-extraction.ts";
import type { MemOptions } from "./mkt-options.ts";
import { groupVectors, sequenceSpecs } from "./sequence.ts";

/** What MEM makes of the rows of one entity before its tower: all that TEM can read. */
export interface MemKnowledge extends CommonKnowledge {
  readonly groups: GroupVectors;
  readonly hfa: Aligned;
}

/** `mem/sequence/…`: the encoder of the histories. Throws as `sequenceSpecs` does. */
export function memSequenceSpecs(shape: MktShape, options: MemOptions): ParameterSpec[] {
  return sequenceSpecs("mem/sequence", shape, options);
}

/**
 * What the common knowledge of some entities needs beside the sequence encoder: `mem/hfa/<entity>/…`, `mem/cke/expert/<k>/…` and
 * `mem/cke/gate/<entity>`. Throws DomainlensError("config") when q is empty, or not as wide for one entity as for another.
 */
export function memKnowledgeSpecs(shape: MktShape, options: MemOptions, entities: readonly Entity[]): ParameterSpec[] {
  const names = entities.map(({ name }) => name);
  return [
    ...entities.flatMap((entity) =>
      hfaSpecs(hfaName(entity.name), groupWidths(shape, entity), entity.specificFields, options),
    ),
    ...commonKnowledgeSpecs("mem/cke", alignedWidth(shape, options), names, options),
  ];
}

/** HFA and common knowledge of one entity's rows (MKT 3.2.2 and 3.2.3). */
export function memKnowledge(
  parameters: Parameters,
  rows: EntityRows,
  entity: Entity,
  shape: MktShape,
  options: MemOptions,
  afterHidden?: ModelInputs["afterHidden"],
): MemKnowledge {
  const groups = memGroups(parameters, rows, shape, options);
  const hfa = alignFeatures(parameters, hfaName(entity.name), groups, entity.specificFields, options);
  return { groups, hfa, ...commonKnowledge(parameters, "mem/cke", entity.name, hfa.output, options, afterHidden) };
}

/** v_u, v_seq, v_shared and v_spec as MEM embeds them. */
export function memGroups(
  parameters: Parameters,
  rows: EntityRows,
  shape: MktShape,
  options: MemOptions,
): GroupVectors {
  return groupVectors(parameters, "mem/sequence", rows, shape, options);
}

/**
 * p of MKT Eq. 4 for one entity's rows: [B, F], in 0..2, in the order of its specific features. Nothing else of MEM is evaluated. Throws
 * DomainlensError("config") when the model has no importance: HFA is not `full`, or the entity has no specific features.
 */
export function memImportance(
  parameters: Parameters,
  rows: EntityRows,
  entity: Entity,
  shape: MktShape,
  options: MemOptions,
): tf.Tensor {
  // What importance is not read from needs no encoder, nor its parameters.
  const histories = options.crossInput === "all" ? rows.histories : [];
  const groups = memGroups(parameters, { ...rows, histories }, shape, options);
  if (options.hfa !== "full" || groups.specific === undefined) {
    throw new DomainlensError("config", {
      what: `there is no importance of features specific to "${entity.name}"`,
      value: { hfa: options.hfa, specificFields: entity.specificFields },
      remedy: 'set hfa to "full", and give the entity features of its own',
    });
  }
  return featureImportance(parameters, hfaName(entity.name), groups, groups.specific, options).importance;
}

function hfaName(entity: string): string {
  return `mem/hfa/${entity}`;
}

/** The width of q, which the experts share, so that it must be that of every entity. */
function alignedWidth(shape: MktShape, options: MemOptions): number {
  const widths = shape.entities.map((entity) => hfaWidth(groupWidths(shape, entity), options));
  if (widths[0] === 0) {
    throw new DomainlensError("config", {
      what: "the common knowledge of MKT has nothing to read: no shared features, and none that HFA aligns",
      remedy: 'add features of the user or of all entities, set the shared scope to "all", or turn HFA on',
    });
  }
  if (widths.some((width) => width !== widths[0])) {
    throw new DomainlensError("config", {
      what: "the aligned features must be as wide for every entity: the experts of the common knowledge read them all",
      value: Object.fromEntries(shape.entities.map(({ name }, n) => [name, widths[n]])),
      remedy: "give the align layers of HFA at least one layer",
    });
  }
  return widths[0];
}
