import { DomainlensError } from "../util/errors.ts";

/** A row of a result with numbers in the place of BIGINTs. Errors: DomainlensError("internal") for one beyond 2^53, because a rounded count is a wrong count. */
export function withNumbers(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toNumber(value, name)]));
}

function toNumber(value: unknown, column: string): unknown {
  if (typeof value !== "bigint") return value;
  if (value >= -(2n ** 53n) && value <= 2n ** 53n) return Number(value);
  throw new DomainlensError("internal", {
    what: `column ${column} of a query result exceeds 2^53 and would be rounded`,
    value: String(value),
    remedy: "report this as a bug; the query must return it as text",
  });
}
