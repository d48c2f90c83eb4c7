import { join } from "node:path";
import { wasserstein1 } from "../../src/distributions/wasserstein.ts";
import { createRng } from "../../src/util/rng.ts";
import { agree, inTurn, type Line, lineOf } from "./line.ts";
import { arrayFile, Peer } from "./peer.ts";
import type { Sizes } from "./sizes.ts";

const tolerance = 1e-9;

/** Wasserstein-1 of two weightings of the same ascending points. */
export async function wasserstein(folder: string, { points: count, ...often }: Sizes): Promise<Line[]> {
  const rng = createRng(1, "bench wasserstein");
  const points = Float64Array.from({ length: count }, () => rng.normal()).sort();
  const weights = (): Float64Array => {
    const drawn = Float64Array.from({ length: count }, () => rng.uniform());
    const total = drawn.reduce((sum, weight) => sum + weight, 0);
    return drawn.map((weight) => weight / total);
  };
  const [p, q] = [weights(), weights()];
  const file = (name: string, values: Float64Array): object => arrayFile(join(folder, `${name}.bin`), values, [count]);
  const spec = { points: file("points", points), p: file("p", p), q: file("q", q) };
  let distance = 0;
  const ours = (): Promise<number> => {
    const start = performance.now();
    distance = wasserstein1(points, p, q);
    return Promise.resolve((performance.now() - start) / 1000);
  };
  const lines: Line[] = [];
  for (const [method, name] of [
    ["pot", "POT emd2_1d"],
    ["scipy", "SciPy"],
  ]) {
    const peer = await Peer.open("wasserstein.py", ["ot", "scipy"], join(folder, "spec.json"), { ...spec, method });
    await ours();
    const found = peer && Number((await peer.pass())["distance"]);
    const difference = found === null ? null : agree(`Wasserstein by ${name}`, [distance], [found], tolerance);
    const times = await inTurn(ours, peer && (async () => (await peer.pass()).seconds), often);
    peer?.close();
    const fixed = { part: `Wasserstein-1, ${count} points`, peer: name, goal: 5, difference, tolerance };
    lines.push(lineOf(fixed, count, times));
  }
  return lines;
}
