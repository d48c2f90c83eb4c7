import { aliccpDomains, aliccpFeatures } from "../../src/data/synth/planted-features.ts";

/** Of the synthetic log: its domains, and its features that are no sequences. */
export const domains = aliccpDomains.map(({ name }) => name);
export const categories = named("categorical");
export const numbers = named("numerical");

function named(form: string): string[] {
  return aliccpFeatures.filter((one) => one.form === form).map(({ name }) => name);
}
