/** How a row's attribution becomes its weight: `none` is the plain distribution (DSFM, Eq. 2). */
export type EffectMode = "abs" | "positive" | "none";

/** The weight of a row whose feature has the attribution `a`; signed scores would give negative masses (DSFM, Eq. 3). */
export function effectWeight(a: number, mode: EffectMode): number {
  if (mode === "none") return 1;
  return mode === "abs" ? Math.abs(a) : Math.max(a, 0);
}
