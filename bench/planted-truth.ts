import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RankArtifact } from "../src/data/artifacts/rank.ts";
import type { PlantedKind } from "../src/data/synth/planted-features.ts";

// Does the audit find what was planted? node bench/run.mjs planted-truth [rows] [seeds] [folder]; needs `npm run build`.

const rows = Number(process.argv[2] ?? 2_000_000);
const seeds = (process.argv[3] ?? "1,2,3,4,5").split(",").map(Number);
const folder = resolve(process.argv[4] ?? "runs/.planted");

type Ranked = RankArtifact["features"][number];

function domainlens(...command: string[]): void {
  const options = { encoding: "utf8", maxBuffer: 1 << 28 } as const;
  const { status, stderr } = spawnSync(process.execPath, ["dist/cli/main.js", ...command], options);
  if (status !== 0) throw new Error(`domainlens ${command.join(" ")} failed:\n${stderr.slice(-2000)}`);
}

/** The kinds that the report gives rightly to what was planted. */
const right: Record<PlantedKind, readonly Ranked["kind"][]> = {
  sensitive: ["domain-sensitive"],
  "decoy-distribution": ["distribution-only"],
  "decoy-effect": ["effect-only", "alike"],
  neutral: ["alike"],
};

/** Share of planted features among the first k of each group, k how many were planted in it. */
function precisionAtK(features: readonly Ranked[], truth: Record<string, PlantedKind>): string[] {
  return [...new Set(features.map(({ group }) => group))].map((group) => {
    const ranked = features.filter((one) => one.group === group).toSorted((a, b) => a.rank - b.rank);
    const k = ranked.filter(({ name }) => truth[name] === "sensitive").length;
    const found = ranked.slice(0, k).filter(({ name }) => truth[name] === "sensitive").length;
    return `${group} ${found}/${k}`;
  });
}

mkdirSync(folder, { recursive: true });
for (const seed of seeds) {
  const log = join(folder, `seed-${seed}`);
  if (!existsSync(log)) domainlens("synth", "--rows", String(rows), "--seed", String(seed), "--out", log);
  const started = performance.now();
  domainlens("audit", join(log, `aliccp-${seed}.yaml`), "--runs-dir", join(log, "runs"));
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const runs = join(log, "runs", `aliccp-${seed}`);
  const run = readdirSync(runs).find((name) => /^[0-9a-f]{12}$/.test(name));
  if (run === undefined) throw new Error(`no run under ${runs}`);
  // Our own files, written by the commands above.
  const ranked = JSON.parse(readFileSync(join(runs, run, "06-rank/rank.json"), "utf8")) as RankArtifact;
  const truth = JSON.parse(readFileSync(join(log, `aliccp-${seed}.truth.json`), "utf8")) as Record<string, PlantedKind>;
  // The domain column itself is a feature too, and nothing planted.
  const features = ranked.features.filter(({ name }) => name in truth);
  console.log(`seed ${seed}, ${seconds} s: precision at k: ${precisionAtK(features, truth).join(", ")}`);
  for (const { name, kind, ds, noise, dependenceRank } of features) {
    if (right[truth[name]].includes(kind)) continue;
    const score = `DS ${ds?.toFixed(4)}, floor ${noise.floor.toFixed(4)}, dependence rank ${dependenceRank}`;
    console.log(`  ${name}: planted ${truth[name]}, reported ${kind} (${score})`);
  }
}
