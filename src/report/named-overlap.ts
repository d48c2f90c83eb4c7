import type { ProfileArtifact } from "../data/artifacts/profile.ts";
import type { Results } from "./results.ts";

/** The overlap of domains by their names. */
export function namedOverlap(domains: readonly string[], overlap: ProfileArtifact["overlap"]): Results["overlap"] {
  const named = (square: number[][] | null): Results["overlap"]["users"] =>
    square &&
    Object.fromEntries(
      domains.map((row, r) => [row, Object.fromEntries(domains.map((column, c) => [column, square[r][c]]))]),
    );
  return { users: named(overlap.users), items: named(overlap.items) };
}
