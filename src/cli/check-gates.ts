import { evaluateGates, type GateFailure } from "../report/gates.ts";
import { DomainlensError } from "../util/errors.ts";

/**
 * Throws DomainlensError("gate"), exit code 3, that lists every gate of the config that the results do not pass, and
 * DomainlensError("config") for a gate that leads to no number.
 */
export function checkGates(resultsJson: string, gates: Readonly<Record<string, number>>): void {
  const failures = evaluateGates(JSON.parse(resultsJson), gates);
  if (failures.length === 0) return;
  const count = Object.keys(gates).length;
  throw new DomainlensError("gate", {
    what: `${failures.length} of ${count} ${count === 1 ? "gate" : "gates"} failed: ${failures.map(describe).join("; ")}`,
    remedy: "the report shows the numbers; repair the log, or change the bounds under gates in the config",
  });
}

function describe({ gate, side, bound, value }: GateFailure): string {
  return `${gate}: ${value} is ${side === "max" ? "above" : "below"} the bound ${bound}`;
}
