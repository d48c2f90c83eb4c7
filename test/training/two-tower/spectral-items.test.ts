import { describe, expect, it } from "vitest";
import { orthonormalColumns } from "../../../src/training/two-tower/orthonormal-columns.ts";
import { spectralItems } from "../../../src/training/two-tower/spectral-items.ts";

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (x, i) => x * b[i]).reduce((x, y) => x + y, 0);

describe("orthonormal columns", () => {
  it("span what the columns spanned", () => {
    const matrix = Float64Array.of(3, 1, 4, 2, 0, 2);
    orthonormalColumns(matrix, 2);
    const [a, b] = [0, 1].map((c) => [0, 1, 2].map((r) => matrix[2 * r + c]));
    expect([dot(a, a), dot(b, b), dot(a, b)].map((x) => Number(x.toFixed(12)) + 0)).toEqual([1, 1, 0]);
    expect(a).toEqual([0.6, 0.8, 0]);
  });

  it("are zero for a column that depends on others", () => {
    const matrix = Float64Array.of(1, 2, 1, 2);
    orthonormalColumns(matrix, 2);
    expect([matrix[1], matrix[3]]).toEqual([0, 0]);
  });
});

describe("spectral vectors of items", () => {
  /** Users 0 and 1 have items 1 and 2, users 2 and 3 items 3 and 4; nobody has item 0. */
  const pairs = {
    count: 8,
    users: Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3),
    items: Int32Array.of(1, 2, 1, 2, 3, 4, 3, 4),
    domains: new Int32Array(8),
  };
  const vectors = spectralItems(pairs, { userCount: 4, itemCount: 5, size: 2 }, 1);
  const of = (item: number): Float32Array => vectors.subarray(2 * item, 2 * item + 2);
  const cosine = (a: number, b: number): number => dot(of(a), of(b)) / Math.sqrt(dot(of(a), of(a)) * dot(of(b), of(b)));

  it("are alike for items of the same users, and at right angles for items of others", () => {
    expect([cosine(1, 2), cosine(3, 4)].map((x) => Number(x.toFixed(6)))).toEqual([1, 1]);
    expect(Math.abs(cosine(1, 3))).toBeLessThan(1e-6);
  });

  it("are zero for an item that nobody has", () => {
    expect([...of(0)]).toEqual([0, 0]);
  });

  it("have elements as large as random ones", () => {
    expect(Math.sqrt(dot(vectors, vectors) / 8)).toBeCloseTo(0.05, 6);
  });
});
