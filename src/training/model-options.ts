import { DomainlensError } from "../util/errors.ts";
import { nearest } from "../util/suggest.ts";

type Options = Record<string, unknown>;

/**
 * The options of a model: its defaults with those of the config. Errors: DomainlensError("config") for a key that the model does not have,
 * or a value of another type than the default's.
 */
export function modelOptions(name: string, defaults: unknown, given: Readonly<Options>): Options {
  return checkedOptions(`train.options.${name}`, defaults as Options, given); // Options of a model are a plain object by contract.
}

/** As `modelOptions`, for options that stand elsewhere in the config. @param place the key that holds them, as users write it */
export function checkedOptions<T extends object>(place: string, defaults: T, given: Readonly<Options>): T {
  const known: Options = Object.fromEntries(new Map<string, unknown>(Object.entries(defaults)));
  for (const [key, value] of Object.entries(given)) {
    const near = nearest(key, Object.keys(known));
    if (!(key in known)) {
      throw new DomainlensError("config", {
        what: `${place} has no option ${key}`,
        value,
        remedy: near === undefined ? `it has: ${Object.keys(known).join(", ")}` : `did you mean ${near}?`,
      });
    }
    if (typeof value !== typeof known[key] || Array.isArray(value) !== Array.isArray(known[key])) {
      throw new DomainlensError("config", {
        what: `${place}.${key} is not of the type of its default`,
        value,
        remedy: `the default is ${JSON.stringify(known[key])}`,
      });
    }
  }
  return { ...defaults, ...given };
}
