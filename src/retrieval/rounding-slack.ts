import type { DeviceName } from "../util/device-names.ts";
import { DomainlensError } from "../util/errors.ts";
import type { Vectors } from "./types.ts";

/** Relative error of one operation: float32, or the shorter mantissa that graphics processors may multiply with. */
const unitRoundoff: Readonly<Record<DeviceName, number>> = {
  cpu: 2 ** -24,
  reference: 2 ** -24,
  cuda: 2 ** -10,
  tensorflow: 2 ** -10,
  webgpu: 2 ** -10,
};
const largest = 1e38;

/**
 * How far a device's inner product of a user with any item may lie from the exact one, for each user: γ |u| max|v| with γ = H ε / (1 - H ε),
 * whatever the order of the sum (Higham 2002, section 3.1). Throws DomainlensError("compute") when a vector is not finite or products may
 * leave float32.
 */
export function productErrors(device: DeviceName, users: Vectors, items: Vectors): Float64Array {
  const unit = unitRoundoff[device] * users.size;
  const longest = norms(items).reduce((a, b) => Math.max(a, b), 0);
  return norms(users).map((norm) => {
    if (!(norm * longest < largest)) throw outOfRange(norm, longest);
    return (unit / (1 - unit)) * norm * longest + Number.MIN_VALUE;
  });
}

function norms({ rows, size, values }: Vectors): Float64Array {
  const lengths = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = 0;
    for (const end = at + size; at < end; at++) sum += values[at] * values[at];
    if (Number.isNaN(sum)) throw outOfRange(sum, sum);
    lengths[row] = Math.sqrt(sum);
  }
  return lengths;
}

function outOfRange(user: number, item: number): DomainlensError {
  return new DomainlensError("compute", {
    what: "inner products of user and item vectors leave the range of float32",
    value: { user, item },
    remedy: "train with a smaller learning rate, or normalise the vectors",
  });
}
