import type { ErrorDetails } from "../../util/errors.ts";
import type { MemOptions, SequenceOptions } from "./mkt-options.ts";

/** Why no MEM can be built of these extractors; undefined where one can. */
export function knowledgeMisfit({
  expertHidden,
  independentHidden,
  gamma,
}: Pick<MemOptions, "expertHidden" | "independentHidden" | "gamma">): ErrorDetails | undefined {
  if (gamma === 0 || expertHidden.at(-1) === independentHidden.at(-1)) return undefined;
  return {
    what: "common and independent knowledge must have the same size: their cosine is taken",
    value: { expertHidden, independentHidden },
    remedy: "end both lists with the same number of units, or set gamma to 0",
  };
}

/** Why no encoder of histories with candidates can be built; undefined where one can, or none is needed. */
export function headsMisfit(
  { sequenceEncoder, heads }: SequenceOptions,
  embeddingSize: number,
): ErrorDetails | undefined {
  if (sequenceEncoder !== "multiHead" || embeddingSize % heads === 0) return undefined;
  return {
    what: "the heads of the sequence encoder must divide the embedding size",
    value: { heads, embeddingSize },
    remedy: "choose a number of heads that divides the embedding size",
  };
}
