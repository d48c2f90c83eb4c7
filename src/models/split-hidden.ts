/** The base network's hidden layers as a part below and a tower above: the last layer is the tower's, a single one the part's. */
export function splitHidden(hidden: readonly number[]): { bottom: number[]; tower: number[] } {
  const cut = Math.max(1, hidden.length - 1);
  return { bottom: hidden.slice(0, cut), tower: hidden.slice(cut) };
}
