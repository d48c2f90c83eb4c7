import { minetDefaults, minetNetwork, type MinetOptions } from "../../models/minet.ts";
import { entityFields } from "../../models/mkt/entity-fields.ts";
import { DomainlensError } from "../../util/errors.ts";
import { nearest } from "../../util/suggest.ts";
import { filledOptions } from "../filled-options.ts";
import { allFeatures, type MethodInput, type Planned } from "./method-input.ts";

interface MinetMethodOptions extends MinetOptions {
  /** Names of the histories of what the user did in the target entity; default: those that have its name in theirs. */
  readonly targetHistories: readonly string[];
}

/** MiNet on the rows of the sources and the target, its best epoch that of the target. Errors: DomainlensError("config") for a history that there is not. */
export function minetMethod(input: MethodInput): Planned {
  const { encode, base, target, sources, given } = input;
  const fields = entityFields(encode.features, encode.domains, "attention");
  const histories = fields.histories.map((f) => encode.features[f].name);
  const entity = encode.domains[target].toLowerCase();
  const targetHistories = histories.filter((name) => name.toLowerCase().includes(entity));
  const defaults: MinetMethodOptions = { ...minetDefaults(base), targetHistories };
  const options = filledOptions(defaults, given);
  const roles = { target, targetHistories: options.targetHistories.map((name) => placeOf(name, histories)) };
  return {
    phase: {
      key: "minet",
      title: "trained on the rows of source and target",
      network: minetNetwork(fields, roles, options),
      features: allFeatures(input),
      train: [...sources, target],
      choose: [target],
    },
    options: { ...options },
  };
}

function placeOf(name: string, histories: readonly string[]): number {
  const place = histories.indexOf(name);
  if (place >= 0) return place;
  const near = nearest(name, histories);
  throw new DomainlensError("config", {
    what: "transfer.options.minet.targetHistories names no sequence of the user",
    value: name,
    remedy: near === undefined ? `the sequences are: ${histories.join(", ") || "none"}` : `did you mean ${near}?`,
  });
}
