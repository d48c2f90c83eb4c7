import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../nn/dense.ts";
import type { DomainRows } from "../../nn/domain-norm.ts";
import type { RowParts } from "../../nn/row-parts.ts";
import type { AdiOptions } from "./adi-options.ts";

/** One of the two towers, as its parameters are named and sized. */
export interface Tower {
  readonly name: "user" | "item";
  /** N, the number of features. */
  readonly fields: number;
  /** e, the size of the embedding of every feature. */
  readonly embeddingSize: number;
  /** D */
  readonly domains: number;
  readonly options: AdiOptions;
}

/** A tower at work on rows, each of one domain. */
export interface TowerPass extends Tower {
  /** Parameters and state by name. */
  readonly parameters: Parameters;
  /** The domains of the rows [R, D], and where running statistics go. */
  readonly rows: DomainRows;
}

/** Prefixes of parts of which every domain has its own: `<prefix>/0` … `<prefix>/<D-1>`. */
export function domainNames({ domains }: Tower, prefix: string): string[] {
  return Array.from({ length: domains }, (_, d) => `${prefix}/${d}`);
}

/** Parts of which each row uses its domain's. */
export function domainParts(pass: TowerPass, prefix: string): RowParts {
  return { names: domainNames(pass, prefix), of: pass.rows.domain };
}

/** A part that all rows use. */
export function commonPart({ rows }: TowerPass, name: string): RowParts {
  return { names: [name], of: tf.sum(rows.domain, 1, true) };
}

/** Prefixes of the networks that all domains share: `<tower>/shared/<k>`. */
export function sharedNames({ name, options }: Tower): string[] {
  return Array.from({ length: options.sharedNetworks }, (_, k) => `${name}/shared/${k}`);
}
