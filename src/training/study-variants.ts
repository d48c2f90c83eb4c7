import type { Config } from "../config/schema.ts";
import type { StudyName } from "../util/study-names.ts";
import { configuredVariant, type Variant } from "./variant.ts";

/** What a study's variants are made from. */
export interface StudyInput {
  readonly base: Config["base"];
  readonly train: Pick<Config["train"], "options" | "sensitive">;
  /** Positions of the features that an extractor input stands for, see `extractorInput`. */
  readonly positions: (which: Config["train"]["sensitive"]) => readonly number[];
}

/** A variant of a study, and the key of the one it is compared with; null for the one that stands for itself. */
export interface StudyVariant extends Variant {
  readonly against: string | null;
}

type Design = (input: StudyInput) => StudyVariant[];

/** What each study trains. */
export const studyVariants = {
  ablation,
  dependence,
  "extractor-input": extractorInputs,
  attention,
} satisfies Record<StudyName, Design>;

/** DSFM, section 5.3 and Fig. 4: the whole model, without each of its parts, and the base tower alone. */
function ablation(input: StudyInput): StudyVariant[] {
  const full = { embeddingAttention: true, hiddenAttention: true, auxiliaryLogit: true };
  const without = (key: string, part: keyof typeof full): StudyVariant =>
    dsfm(input, key, "dsfm", { ...full, [part]: false });
  return [
    dsfm(input, "dsfm", null, full),
    without("no-embedding-retriever", "embeddingAttention"),
    without("no-hidden-retrievers", "hiddenAttention"),
    without("no-auxiliary-logit", "auxiliaryLogit"),
    sharedDnn(input, "dsfm"),
  ];
}

/** DSFM, section 5.4, Fig. 2 and 5: a plain network, and the one with the memory. */
function dependence(input: StudyInput): StudyVariant[] {
  return [sharedDnn(input, null), dsfm(input, "dsfm", "shared-dnn")];
}

/** DSFM, section 5.5 and Fig. 6: the selected features, as many from the end of the ranking, and all. */
function extractorInputs(input: StudyInput): StudyVariant[] {
  const top = input.positions("selected");
  const best = `top-${top.length}`;
  return [
    { ...dsfm(input, best, null), sensitive: top },
    { ...dsfm(input, `last-${top.length}`, best), sensitive: input.positions("last") },
    { ...dsfm(input, "all", best), sensitive: input.positions("all") },
  ];
}

/**
 * DSFM, section 5.6 and Fig. 7: linear and softmax attention at a quarter of the configured d', at d' and at twice d'. The key names
 * both d': after the embedding layer and after the hidden layers. Softmax is compared with linear attention of the same d', and that with the
 * linear attention of the configured d'.
 */
function attention(input: StudyInput): StudyVariant[] {
  const { options } = dsfm(input, "dsfm", null);
  const sizeAt = (name: string, factor: number): number => Math.max(1, Math.round(Number(options[name]) * factor));
  const sizesAt = (factor: number): Record<string, number> => ({
    embeddingAttentionSize: sizeAt("embeddingAttentionSize", factor),
    hiddenAttentionSize: sizeAt("hiddenAttentionSize", factor),
  });
  const keyOf = (kind: string, sizes: Record<string, number>): string => [kind, ...Object.values(sizes)].join("-");
  const configured = keyOf("linear", sizesAt(1));
  const variants = ["linear", "softmax"].flatMap((kind) =>
    [0.25, 1, 2].map((factor) => {
      const key = keyOf(kind, sizesAt(factor));
      const against = kind === "softmax" ? keyOf("linear", sizesAt(factor)) : configured;
      return dsfm(input, key, key === configured ? null : against, { attention: kind, ...sizesAt(factor) });
    }),
  );
  // A quarter of 1 is 1 again.
  return variants.filter(({ key }, i) => variants.findIndex((other) => other.key === key) === i);
}

function dsfm(
  input: StudyInput,
  key: string,
  against: string | null,
  options: Readonly<Record<string, unknown>> = {},
): StudyVariant {
  const configured = configuredVariant("dsfm", input, input.positions(input.train.sensitive));
  return { ...configured, key, against, options: { ...configured.options, ...options } };
}

function sharedDnn(input: StudyInput, against: string | null): StudyVariant {
  return { ...configuredVariant("shared-dnn", input, []), against };
}
