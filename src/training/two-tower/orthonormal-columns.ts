/**
 * Makes the columns of a matrix [rows, size], row-major, orthonormal in place, by the Cholesky factor of their products (CholeskyQR). The columns must be far
 * from dependent; one that is not becomes zero.
 */
export function orthonormalColumns(matrix: Float64Array, size: number): void {
  const factor = cholesky(columnProducts(matrix, size), size);
  const row = new Float64Array(size);
  for (let from = 0; from < matrix.length; from += size) {
    // Solves x Lᵀ = row.
    for (let c = 0; c < size; c++) {
      let value = matrix[from + c];
      for (let k = 0; k < c; k++) value -= row[k] * factor[c * size + k];
      const pivot = factor[c * size + c];
      row[c] = pivot === 0 ? 0 : value / pivot;
    }
    matrix.set(row, from);
  }
}

/** MᵀM, the lower triangle. */
function columnProducts(matrix: Float64Array, size: number): Float64Array {
  const products = new Float64Array(size * size);
  for (let from = 0; from < matrix.length; from += size) {
    for (let a = 0; a < size; a++) {
      const value = matrix[from + a];
      if (value === 0) continue;
      for (let b = 0; b <= a; b++) products[a * size + b] += value * matrix[from + b];
    }
  }
  return products;
}

/** L of L Lᵀ, in place; a column without a length of its own is zero. */
function cholesky(lower: Float64Array, size: number): Float64Array {
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let value = lower[a * size + b];
      for (let k = 0; k < b; k++) value -= lower[a * size + k] * lower[b * size + k];
      if (a === b) lower[a * size + a] = value > 1e-12 * lower[0] ? Math.sqrt(value) : 0;
      else lower[a * size + b] = lower[b * size + b] === 0 ? 0 : value / lower[b * size + b];
    }
  }
  return lower;
}
