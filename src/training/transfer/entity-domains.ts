import type { Config } from "../../config/schema.ts";
import type { TransferArtifact } from "../../data/artifacts/transfer.ts";
import { DomainlensError } from "../../util/errors.ts";
import { nearest } from "../../util/suggest.ts";

type TransferConfig = NonNullable<Config["transfer"]>;

/** The target and the sources of the config as positions of domains. */
export interface EntityDomains {
  readonly target: number;
  /** In the order of the domains. */
  readonly sources: readonly number[];
}

/** Errors: DomainlensError("config") for a target or a source that is no domain, and for a target that is a source. */
export function entityDomains(
  { target, source }: Pick<TransferConfig, "target" | "source">,
  domains: readonly string[],
): EntityDomains {
  const at = positionOf("transfer.target", target, domains);
  const others = domains.flatMap((_, d) => (d === at ? [] : [d]));
  if (source === undefined) return { target: at, sources: others };
  const named = [source].flat().map((name) => positionOf("transfer.source", name, domains));
  if (named.includes(at)) {
    throw new DomainlensError("config", {
      what: "transfer.source names the target itself",
      value: target,
      remedy: `leave transfer.source out, or choose among: ${others.map((d) => domains[d]).join(", ")}`,
    });
  }
  return { target: at, sources: others.filter((d) => named.includes(d)) };
}

/**
 * Rows of the target and of the sources in each split. Errors: DomainlensError("data") when there is nothing to train, choose or test on.
 * @param counts [3] of [D, 2] rows by domain and label, of each split
 */
export function entityRows(
  { target, sources }: EntityDomains,
  counts: readonly Float64Array[],
  domains: readonly string[],
): TransferArtifact["rows"] {
  const rowsOf = (wanted: readonly number[]) => {
    const [train, valid, test] = counts.map((split) =>
      wanted.reduce((sum, d) => sum + split[2 * d] + split[2 * d + 1], 0),
    );
    return { train, valid, test };
  };
  const rows = { target: rowsOf([target]), sources: rowsOf(sources) };
  for (const [split, count] of Object.entries(rows.target)) {
    if (count === 0) throw noRows(`the target, ${domains[target]},`, split, rows);
  }
  const names = sources.map((d) => domains[d]).join(", ");
  for (const split of ["train", "valid"] as const) {
    if (rows.sources[split] === 0) throw noRows(`the source, ${names},`, split, rows);
  }
  return rows;
}

function positionOf(key: string, name: string, domains: readonly string[]): number {
  const at = domains.indexOf(name);
  if (at >= 0) return at;
  const near = nearest(name, domains);
  throw new DomainlensError("config", {
    what: `${key} is not a domain of the log`,
    value: name,
    remedy: near === undefined ? `the domains are: ${domains.join(", ")}` : `did you mean ${near}?`,
  });
}

function noRows(who: string, split: string, rows: TransferArtifact["rows"]): DomainlensError {
  return new DomainlensError("data", {
    what: `${who} has no rows in the ${split} split`,
    value: rows,
    remedy: `raise split.${split}, check dataset.filter and domain.values, or choose another entity`,
  });
}
