/** Widening stops here. */
const most = 64;

/**
 * Hidden layers, all wider or narrower by the same factor, with which a network has as nearly as can be `target` parameters. Layers are of whole
 * units, so that counts agree to about one unit a layer.
 *
 * @param count the parameters of the network with these layers; grows with them
 */
export function matchedHidden(
  hidden: readonly number[],
  target: number,
  count: (hidden: readonly number[]) => number,
): number[] {
  const scaled = (factor: number): number[] => hidden.map((units) => Math.max(1, Math.round(units * factor)));
  let [low, high] = [0, most];
  for (let step = 0; step < 16; step++) {
    const middle = (low + high) / 2;
    if (count(scaled(middle)) < target) low = middle;
    else high = middle;
  }
  const [below, above] = [scaled(low), scaled(high)];
  return target - count(below) < count(above) - target ? below : above;
}
