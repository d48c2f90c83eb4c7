import { createRng, type Rng } from "../../util/rng.ts";
import { fitBias } from "./fit-bias.ts";
import { aliccpDomains, aliccpFeatures, type PlantedFeature } from "./planted-features.ts";
import { writeLines } from "./write-lines.ts";
import { rankAt, zipf } from "./zipf.ts";

const zipfExponent = 1.1;
/** Correlation of an effect that differs by domain with the effect that all domains share. */
const commonShare = 0.5;
const mostElements = 12;
const meanElements = 5;

/** A drawn value: its text in the file, and what it adds to the logit. */
interface Drawn {
  readonly text: string;
  readonly logit: number;
}

type Draw = (domain: number, rng: Rng) => Drawn;

/**
 * Writes a CSV log of `rows` rows in the shape of Ali-CCP with planted truth: per row a domain, a value of each feature, and a label whose
 * logit is the sum of what the values add in that domain. The same seed gives the same bytes.
 */
export async function writeSynthLog(path: string, rows: number, seed: number): Promise<void> {
  const draws = aliccpFeatures.map((feature) => planted(feature, seed));
  const rng = createRng(seed, "rows");
  const biases = aliccpDomains.map((_, d) => biasOf(draws, d, createRng(seed, `bias ${d}`)));
  const header = ["domain", "label", ...aliccpFeatures.map(({ name }) => name)];
  await writeLines(path, header, rows, () => line(draws, biases, rng));
}

function line(draws: readonly Draw[], biases: readonly number[], rng: Rng): string {
  const domain = drawDomain(rng);
  let logit = biases[domain];
  let text = "";
  for (const draw of draws) {
    const drawn = draw(domain, rng);
    logit += drawn.logit;
    text += `,${drawn.text}`;
  }
  const label = rng.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  return `${aliccpDomains[domain].name},${label}${text}\n`;
}

function drawDomain(rng: Rng): number {
  let left = rng.uniform();
  for (let d = 0; d < aliccpDomains.length - 1; d++) {
    left -= aliccpDomains[d].share;
    if (left < 0) return d;
  }
  return aliccpDomains.length - 1;
}

function biasOf(draws: readonly Draw[], domain: number, rng: Rng): number {
  const logits = Array.from({ length: 20_000 }, () => draws.reduce((sum, draw) => sum + draw(domain, rng).logit, 0));
  return fitBias(logits, aliccpDomains[domain].positiveRate);
}

function planted(feature: PlantedFeature, seed: number): Draw {
  const rng = createRng(seed, `feature ${feature.name}`);
  return feature.form === "numerical" ? plantedNumber(feature, rng) : plantedCategory(feature, rng);
}

/** Zipf values; a domain's own draws are rotated along the ranks, so that other values are its frequent ones. */
function plantedCategory(feature: PlantedFeature, rng: Rng): Draw {
  const { values, shift, name } = feature;
  const cumulative = zipf(values, zipfExponent);
  const rotations = aliccpDomains.map((_, d) => Math.floor((values * (d + 1)) / (aliccpDomains.length + 1)));
  const effects = effectTables(feature, rng);
  const prefix = name.slice(0, 2);
  const element = (domain: number, draw: Rng): number => {
    const value = rankAt(cumulative, draw.uniform());
    return draw.uniform() < shift ? (value + rotations[domain]) % values : value;
  };
  if (feature.form === "categorical") {
    return (domain, draw) => {
      const value = element(domain, draw);
      return { text: `${prefix}${value}`, logit: effects[domain][value] };
    };
  }
  return (domain, draw) => {
    const length = Math.min(mostElements, Math.floor(-Math.log(1 - draw.uniform()) * meanElements));
    const ids = Array.from({ length }, () => element(domain, draw));
    const sum = ids.reduce((all, id) => all + effects[domain][id], 0);
    // The mean of n effects has their deviation over √n: scaled back, so that lists matter as planted.
    return { text: ids.map((id) => `${prefix}${id}`).join("^"), logit: length === 0 ? 0 : sum / Math.sqrt(length) };
  };
}

/** Normal values with another mean per domain, one slope per domain or one for all. */
function plantedNumber({ planted: kind, shift, effect }: PlantedFeature, rng: Rng): Draw {
  const means = aliccpDomains.map((_, d) => 2 * shift * (d - 1));
  const common = rng.normal() < 0 ? -effect : effect;
  const slopes = aliccpDomains.map((_, d) => {
    if (effect === 0) return 0;
    return kind === "neutral" ? common : common * [1, -0.8, 0.3][d];
  });
  return (domain, draw) => {
    const value = means[domain] + draw.normal();
    return { text: value.toFixed(3), logit: slopes[domain] * value };
  };
}

/** [D][V] what each value adds to the logit: one table for all domains, or a common part and one of each domain's own. */
function effectTables({ planted: kind, values, effect }: PlantedFeature, rng: Rng): Float64Array[] {
  const table = (): Float64Array => Float64Array.from({ length: values }, () => effect * rng.normal());
  const common = table();
  if (kind !== "sensitive" && kind !== "decoy-effect") return aliccpDomains.map(() => common);
  const rest = Math.sqrt(1 - commonShare ** 2);
  return aliccpDomains.map(() => table().map((own, v) => commonShare * common[v] + rest * own));
}
