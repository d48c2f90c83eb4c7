// Gathering and updating rows of embedding tables: what src/models/embedding.ts and src/training/row-updates.ts do in TypeScript, with vector
// instructions and the same bits. Sums are float32 as tensors would hold them, updates float64 until they are stored. Arguments that end in nothing else are
// addresses in bytes; sizes, strides and widths are numbers of float32.

import { stepOne, stepPair } from "./adam/step";

/** Gradients that are summed before their rows are updated. */
const blockGradients: i32 = 256;
/** Room for the rows of a block, one of which may be of the block before; a multiple of four, so that vectors of sums lie at multiples of their length. */
const blockRows: usize = 260;
/** Bytes of the rows, which lie before their sums. */
const rowsBytes: usize = blockRows << 2;
/** No table has as many rows. */
const noRow: u32 = 0xffffffff;
const lineBytes: usize = 64;
/** Bits of a digit that keys are sorted by, at most. */
const mostDigitBits: u32 = 11;

/** Writes one embedding an id: to[b * width …] = table[ids[b] * stride …]. */
export function gatherScalar(
  ids: usize,
  rows: i32,
  table: usize,
  stride: usize,
  size: usize,
  to: usize,
  width: usize,
): void {
  const end = ids + ((<usize>rows) << 2);
  const step = width << 2;
  const rowBytes = stride << 2;
  if (size == 8) {
    for (; ids < end; ids += 4, to += step) {
      const from = table + <usize>load<u32>(ids) * rowBytes;
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    }
    return;
  }
  for (; ids < end; ids += 4, to += step) copyRow(table + <usize>load<u32>(ids) * rowBytes, to, size << 2);
}

/** Writes the mean embedding of each row's ids, zeros where there is none. */
export function gatherMean(
  ids: usize,
  offsets: usize,
  rows: i32,
  table: usize,
  stride: usize,
  size: usize,
  to: usize,
  width: usize,
): void {
  const bytes = size << 2;
  const step = width << 2;
  const rowBytes = stride << 2;
  for (let b = 0; b < rows; b++, to += step) {
    clearRow(to, bytes);
    const first = load<i32>(offsets + ((<usize>b) << 2));
    const end = load<i32>(offsets + ((<usize>b) << 2), 4);
    for (let l = first; l < end; l++) {
      addRow(table + <usize>load<u32>(ids + ((<usize>l) << 2)) * rowBytes, to, bytes);
    }
    if (end - first > 1) divideRow(to, <f32>(end - first), bytes);
  }
}

/** Writes the embeddings of the last `length` ids of each row, from its first place on, and how many they are; both hold zeros before. */
export function gatherLast(
  ids: usize,
  offsets: usize,
  rows: i32,
  table: usize,
  stride: usize,
  size: usize,
  length: i32,
  vectors: usize,
  lengths: usize,
): void {
  const bytes = size << 2;
  const rowBytes = stride << 2;
  for (let b = 0; b < rows; b++, vectors += <usize>length * bytes) {
    const end = load<i32>(offsets + ((<usize>b) << 2), 4);
    const first = max<i32>(load<i32>(offsets + ((<usize>b) << 2)), end - length);
    store<f32>(lengths + ((<usize>b) << 2), <f32>(end - first));
    let to = vectors;
    for (let l = first; l < end; l++, to += bytes) {
      copyRow(table + <usize>load<u32>(ids + ((<usize>l) << 2)) * rowBytes, to, bytes);
    }
  }
}

// Gradients of a step are listed, sorted by row, summed and applied. Of gradient i: keys[i] = its row · 2³² + i, from[i] where it lies, shares[i] how much of
// it counts.

/** Lists the gradients of pooled inputs behind `count` others: row b's lies at dx + b * width. Returns how many there are then. */
export function listPooled(
  ids: usize,
  offsets: usize,
  rows: i32,
  frozenRow: i32,
  dx: usize,
  width: usize,
  keys: usize,
  from: usize,
  shares: usize,
  count: i32,
): i32 {
  const step = width << 2;
  for (let b = 0; b < rows; b++, dx += step) {
    let first = b;
    let end = b + 1;
    if (offsets != 0) {
      first = load<i32>(offsets + ((<usize>b) << 2));
      end = load<i32>(offsets + ((<usize>b) << 2), 4);
    }
    const share: f64 = 1 / <f64>(end - first);
    // In the order of the rows memory is read ahead; sums come to it in that of the ids.
    touched ^= load<u32>(dx);
    for (let l = first; l < end; l++) {
      const row = load<i32>(ids + ((<usize>l) << 2));
      if (row != frozenRow) list(row, dx, share, keys, from, shares, count++);
    }
  }
  return count;
}

/** Lists the gradients [B, T, E] of the last `length` ids of each row behind `count` others. Returns how many there are then. */
export function listLast(
  ids: usize,
  offsets: usize,
  rows: i32,
  frozenRow: i32,
  dvectors: usize,
  length: i32,
  size: usize,
  keys: usize,
  from: usize,
  shares: usize,
  count: i32,
): i32 {
  const bytes = size << 2;
  for (let b = 0; b < rows; b++, dvectors += <usize>length * bytes) {
    const end = load<i32>(offsets + ((<usize>b) << 2), 4);
    const first = max<i32>(load<i32>(offsets + ((<usize>b) << 2)), end - length);
    let at = dvectors;
    for (let l = first; l < end; l++, at += bytes) {
      const row = load<i32>(ids + ((<usize>l) << 2));
      if (row != frozenRow) list(row, at, 1, keys, from, shares, count++);
    }
  }
  return count;
}

/** Sorts the keys by their rows, which are below `limit`, equal rows as they come. Returns 1 when they lie in `spare` then. @param counts room for 2048 */
export function sortKeys(keys: usize, spare: usize, count: i32, counts: usize, limit: u32): i32 {
  const end = (<usize>count) << 3;
  let sorted = keys;
  let other = spare;
  const bits = max<u32>(1, 32 - clz<u32>(limit - 1));
  const passes = (bits + mostDigitBits - 1) / mostDigitBits;
  const digitBits = (bits + passes - 1) / passes;
  const mask = ((<usize>1) << digitBits) - 1;
  const countBytes = (mask + 1) << 2;
  for (let shift: u32 = 0; shift < bits; shift += digitBits) {
    memory.fill(counts, 0, countBytes);
    const digit: u64 = shift + 32;
    for (let i: usize = 0; i < end; i += 8) {
      const at = counts + (((<usize>(load<u64>(sorted + i) >> digit)) & mask) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
    let before: u32 = 0;
    for (let at = counts; at < counts + countBytes; at += 4) {
      const here = load<u32>(at);
      store<u32>(at, before);
      before += here;
    }
    for (let i: usize = 0; i < end; i += 8) {
      const key = load<u64>(sorted + i);
      const at = counts + (((<usize>(key >> digit)) & mask) << 2);
      const place = load<u32>(at);
      store<u32>(at, place + 1);
      store<u64>(other + ((<usize>place) << 3), key);
    }
    const swap = sorted;
    sorted = other;
    other = swap;
  }
  return sorted == keys ? 0 : 1;
}

/** One update of each listed row by lazy Adam: [weight | m | v]. @param block room for 260 rows and their sums, (1 + E) · 260 numbers */
export function lazyAdam(
  keys: usize,
  from: usize,
  shares: usize,
  count: i32,
  block: usize,
  table: usize,
  size: usize,
  rate: f64,
  l2: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
): void {
  const bytes = size << 2;
  summed = 0;
  for (let next = 0; next < count;) {
    next = sumBlock(keys, from, shares, next, count, block, table, 3 * bytes, bytes);
    for (let i = 0; i < whole; i++) {
      const w = table + <usize>load<u32>(block + ((<usize>i) << 2)) * 3 * bytes;
      const sums = block + rowsBytes + <usize>i * bytes;
      let e: usize = 0;
      for (; e + 8 <= bytes; e += 8) {
        stepPair(w + e, w + bytes + e, w + 2 * bytes + e, sums + e, 1, l2, rate, beta1, beta2, epsilon);
      }
      if (e < bytes) stepOne(w + e, w + bytes + e, w + 2 * bytes + e, sums + e, 1, l2, rate, beta1, beta2, epsilon);
    }
  }
}

/** One update of each listed row by Adagrad with one sum of squares a row: [weight | G]. @param block as for `lazyAdam` */
export function rowwiseAdagrad(
  keys: usize,
  from: usize,
  shares: usize,
  count: i32,
  block: usize,
  table: usize,
  size: usize,
  plainRate: f64,
  l2: f64,
  epsilon: f64,
): void {
  const bytes = size << 2;
  summed = 0;
  for (let next = 0; next < count;) {
    next = sumBlock(keys, from, shares, next, count, block, table, bytes + 4, bytes);
    for (let i = 0; i < whole; i++) {
      const w = table + <usize>load<u32>(block + ((<usize>i) << 2)) * (bytes + 4);
      const sums = block + rowsBytes + <usize>i * bytes;
      let squares: f64 = 0;
      for (let e: usize = 0; e < bytes; e += 4) {
        const g = gradientAt(w + e, sums + e, l2);
        squares += g * g;
      }
      const held = <f32>(<f64>load<f32>(w + bytes) + squares / <f64>size);
      store<f32>(w + bytes, held);
      const rate = plainRate / (Math.sqrt(<f64>held) + epsilon);
      for (let e: usize = 0; e < bytes; e += 4) {
        store<f32>(w + e, <f32>(<f64>load<f32>(w + e) - rate * gradientAt(w + e, sums + e, l2)));
      }
    }
  }
}

/** Rows of the block that have sums. */
let summed: i32 = 0;
/** Those among them whose sums are whole: the last one may go on in the next block. */
let whole: i32 = 0;
/** Keeps what is read only to have it near. */
let touched: u32 = 0;

/**
 * Sums the gradients of the next block, from `next` on, and reads its rows ahead; returns the first gradient that is left. The row that the block before has not
 * ended is its first. Without a branch that depends on the rows.
 */
function sumBlock(
  keys: usize,
  from: usize,
  shares: usize,
  next: i32,
  count: i32,
  block: usize,
  table: usize,
  rowBytes: usize,
  bytes: usize,
): i32 {
  const end = min<i32>(count, next + blockGradients);
  const sums = block + rowsBytes;
  if (summed > 0) keepLast(block, bytes);
  let slot = summed - 1;
  let before = summed > 0 ? load<u32>(block) : noRow;
  for (; next < end; next++) {
    const key = load<u64>(keys + ((<usize>next) << 3));
    const row = <u32>(key >> 32);
    const isSame = <i32>(row == before);
    before = row;
    slot += 1 - isSame;
    store<u32>(block + ((<usize>slot) << 2), row);
    const i = <usize>(<u32>key);
    const share = load<f64>(shares + (i << 3));
    const gradient = <usize>load<u32>(from + (i << 2));
    const sum = sums + <usize>slot * bytes;
    if (share == 1) addGradient(gradient, sum, bytes, -isSame);
    else addShareOf(gradient, share, sum, bytes, -isSame);
  }
  summed = slot + 1;
  whole = next < count ? slot : summed;
  touchRows(block, table, rowBytes);
  return next;
}

/** Reads something of each row of the block, without a branch that depends on what is read, so that many of them come from memory at once. */
function touchRows(block: usize, table: usize, rowBytes: usize): void {
  let seen: u32 = 0;
  // Rows of 96 bytes begin with a line or in its middle, and lie in two.
  const ends: usize = rowBytes == 96 ? lineBytes : rowBytes - 4;
  for (let i = 0; i < summed; i++) {
    const row = table + <usize>load<u32>(block + ((<usize>i) << 2)) * rowBytes;
    seen ^= load<u32>(row) ^ load<u32>(row + ends);
    for (let e: usize = lineBytes; e < ends; e += lineBytes) seen ^= load<u32>(row + e);
  }
  touched ^= seen;
}

/** Makes the last row of the block its first and only one. */
function keepLast(block: usize, bytes: usize): void {
  const last = <usize>(summed - 1);
  store<u32>(block, load<u32>(block + (last << 2)));
  copyRow(block + rowsBytes + last * bytes, block + rowsBytes, bytes);
  summed = 1;
}

function list(row: i32, at: usize, share: f64, keys: usize, from: usize, shares: usize, i: i32): void {
  store<u64>(keys + ((<usize>i) << 3), ((<u64>row) << 32) | (<u64>i));
  store<u32>(from + ((<usize>i) << 2), <u32>at);
  store<f64>(shares + ((<usize>i) << 3), share);
}

function clearRow(to: usize, bytes: usize): void {
  let e: usize = 0;
  for (; e + 16 <= bytes; e += 16) v128.store(to + e, i64x2.splat(0));
  for (; e < bytes; e += 4) store<f32>(to + e, 0);
}

function copyRow(from: usize, to: usize, bytes: usize): void {
  let e: usize = 0;
  for (; e + 16 <= bytes; e += 16) v128.store(to + e, v128.load(from + e));
  for (; e < bytes; e += 4) store<f32>(to + e, load<f32>(from + e));
}

function addRow(from: usize, to: usize, bytes: usize): void {
  let e: usize = 0;
  for (; e + 16 <= bytes; e += 16) v128.store(to + e, f32x4.add(v128.load(to + e), v128.load(from + e)));
  for (; e < bytes; e += 4) store<f32>(to + e, load<f32>(to + e) + load<f32>(from + e));
}

/** sum += gradient where `mask` is -1, sum = gradient where it is 0. */
function addGradient(gradient: usize, sum: usize, bytes: usize, mask: i32): void {
  const kept = i32x4.splat(mask);
  let e: usize = 0;
  for (; e + 16 <= bytes; e += 16) {
    v128.store(sum + e, f32x4.add(v128.and(v128.load(sum + e), kept), v128.load(gradient + e)));
  }
  for (; e < bytes; e += 4) store<f32>(sum + e, heldIn(sum + e, mask) + load<f32>(gradient + e));
}

/** The same of a share of the gradient. */
function addShareOf(gradient: usize, share: f64, sum: usize, bytes: usize, mask: i32): void {
  for (let e: usize = 0; e < bytes; e += 4) {
    store<f32>(sum + e, <f32>(<f64>heldIn(sum + e, mask) + share * <f64>load<f32>(gradient + e)));
  }
}

/** A sum, or 0 where `mask` is 0. */
function heldIn(sum: usize, mask: i32): f32 {
  return reinterpret<f32>(load<i32>(sum) & mask);
}

function divideRow(row: usize, by: f32, bytes: usize): void {
  for (let e: usize = 0; e < bytes; e += 4) store<f32>(row + e, load<f32>(row + e) / by);
}

function gradientAt(weight: usize, sum: usize, l2: f64): f64 {
  return <f64>load<f32>(sum) + l2 * <f64>load<f32>(weight);
}
