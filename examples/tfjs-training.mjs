/**
 * Trains a small tf.js model on the feed that `domainlens export --format arrow` wrote, with the selected features only. Copy it and put
 * your own model in the place of `createModel`; the loader above it stays as it is.
 *
 *   node tfjs-training.mjs FEED [--epochs 2] [--batch 256] [--seed 1] [--learning-rate 0.01]
 *
 * It needs `@tensorflow/tfjs` and `apache-arrow`. With `@tensorflow/tfjs-node` or `-node-gpu` in the import below it is much faster.
 */
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { RecordBatchReader } from "apache-arrow";

/**
 * What the exported folder holds. `features` are the selected ones, each with the column that an embedding reads: the ids of a category, the
 * buckets of a number. `rows` counts the rows of each split.
 */
export async function readFeed(folder) {
  const { feed } = JSON.parse(await readFile(join(folder, "selection.json"), "utf8"));
  const features = feed.columns
    .filter(({ selected, holds }) => selected && (holds === "ids" || holds === "buckets"))
    .map(({ name, feature, type, embeddingRows, embedding }) => {
      return { name: feature, column: name, isSequence: type.endsWith("[]"), embeddingRows, embedding };
    });
  if (features.length === 0) throw new Error(`${folder}/selection.json selects no feature: nothing to train on`);
  return { folder, domains: feed.domains, rows: feed.rows, features };
}

/**
 * The rows of a split in batches, each row once. `shuffle: { seed, epoch }` draws the order of the record batches and the order of the rows
 * inside each; without it they come as they lie in the file. Memory holds one record batch, 65,536 rows at most.
 *
 * A batch of B rows owns its tensors; `tf.dispose(batch)` when it is used up:
 * - `features[name].ids`: int32 [B], or [B, L] for a sequence, filled up with 0 to the longest one of the batch
 * - `features[name].lengths`: int32 [B] of a sequence, how many of its ids count
 * - `domain`: float32 [B, D], one-hot;  `label`: float32 [B];  `row`: int32 [B], the number of the row in the log
 */
export async function* readBatches(feed, split, { batchSize, shuffle = null }) {
  const file = await open(join(feed.folder, `${split}.arrow`));
  try {
    const reader = await RecordBatchReader.from(file);
    await reader.open({ autoDestroy: false });
    const random = shuffle === null ? null : seededRandom(shuffle.seed * 7919 + shuffle.epoch);
    for (const index of orderOf(reader.numRecordBatches, random)) {
      const recordBatch = await reader.readRecordBatch(index);
      const columns = columnsOf(feed, recordBatch);
      const order = orderOf(recordBatch.numRows, random);
      for (let from = 0; from < order.length; from += batchSize) {
        yield batchOf(feed, columns, order.subarray(from, from + batchSize));
      }
    }
  } finally {
    await file.close();
  }
}

/** The arrays of a record batch: `values`, and for a list column `offsets` [rows + 1] into them. */
function columnsOf(feed, recordBatch) {
  const column = (name) => {
    const [{ values, valueOffsets, children }] = recordBatch.getChild(name).data;
    return children.length > 0 ? { values: children[0].values, offsets: valueOffsets } : { values, offsets: null };
  };
  const names = ["_row", "_domain", "_label", ...feed.features.map((feature) => feature.column)];
  return new Map(names.map((name) => [name, column(name)]));
}

/** The rows `at` of a record batch as tensors. */
function batchOf(feed, columns, at) {
  const take = (name) => Int32Array.from(at, (row) => Number(columns.get(name).values[row]));
  const features = feed.features.map(({ name, column, isSequence }) => {
    if (!isSequence) return [name, { ids: tf.tensor1d(take(column), "int32") }];
    return [name, sequences(columns.get(column), at)];
  });
  return {
    features: Object.fromEntries(features),
    domain: tf.tidy(() => tf.oneHot(tf.tensor1d(take("_domain"), "int32"), feed.domains.length).toFloat()),
    label: tf.tensor1d(Float32Array.from(take("_label"))),
    row: tf.tensor1d(take("_row"), "int32"),
  };
}

/** Lists of different lengths as one rectangle. */
function sequences({ values, offsets }, at) {
  const lengths = Int32Array.from(at, (row) => offsets[row + 1] - offsets[row]);
  const width = Math.max(1, ...lengths);
  const ids = new Int32Array(at.length * width);
  at.forEach((row, b) => ids.set(values.subarray(offsets[row], offsets[row + 1]), b * width));
  return { ids: tf.tensor2d(ids, [at.length, width], "int32"), lengths: tf.tensor1d(lengths, "int32") };
}

/** 0 … count - 1, shuffled when there is a source of random numbers (Fisher and Yates). */
function orderOf(count, random) {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  if (random === null) return order;
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Uniform numbers in [0, 1) from a seed (mulberry32): the same order of rows in every run. */
function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

/** An embedding table per feature, then dense layers over the embeddings and the domain. `logits(batch)` is [B]. */
export function createModel(feed, { hidden = [32, 16], seed = 1 } = {}) {
  let next = seed;
  const normal = (shape, deviation) => tf.variable(tf.randomNormal(shape, 0, deviation, "float32", next++));
  const tables = feed.features.map(({ embeddingRows, embedding }) => normal([embeddingRows, embedding], 0.05));
  const width = feed.features.reduce((sum, { embedding }) => sum + embedding, feed.domains.length);
  const sizes = [width, ...hidden, 1];
  const layers = sizes.slice(1).map((units, l) => {
    return { kernel: normal([sizes[l], units], Math.sqrt(2 / sizes[l])), bias: tf.variable(tf.zeros([units])) };
  });
  const logits = ({ features, domain }) => {
    const embedded = feed.features.map(({ name }, f) => pooled(tables[f], features[name]));
    let x = tf.concat([...embedded, domain], 1);
    layers.forEach(({ kernel, bias }, l) => {
      x = tf.add(tf.matMul(x, kernel), bias);
      if (l < hidden.length) x = tf.relu(x);
    });
    return tf.squeeze(x, [1]);
  };
  return { logits, variables: [...tables, ...layers.flatMap(({ kernel, bias }) => [kernel, bias])] };
}

/** Embeddings [B, E]: the row of the id, or the mean over the ids of a sequence; zeros for an empty one. */
function pooled(table, { ids, lengths }) {
  const rows = lookUp(table, ids);
  if (lengths === undefined) return rows;
  const mask = tf.cast(tf.less(tf.range(0, ids.shape[1], 1, "int32"), tf.expandDims(lengths, 1)), "float32");
  const sum = tf.sum(tf.mul(rows, tf.expandDims(mask, 2)), 1);
  return tf.div(sum, tf.expandDims(tf.maximum(tf.cast(lengths, "float32"), 1), 1));
}

/** `tf.gather` with a gradient whose cost does not grow with ids times vocabulary, as its own does in plain JavaScript. */
function lookUp(table, ids) {
  const gathered = tf.customGrad((weights) => ({
    value: tf.gather(weights, ids),
    gradFunc: (dy) => tf.scatterND(tf.reshape(ids, [-1, 1]), tf.reshape(dy, [-1, weights.shape[1]]), weights.shape),
  }));
  return gathered(table);
}

/** Trains on the training split and returns the model with the mean training loss of each epoch. */
export async function train(feed, { epochs = 2, batchSize = 256, seed = 1, learningRate = 0.01 } = {}) {
  const model = createModel(feed, { seed });
  const optimizer = tf.train.adam(learningRate);
  const losses = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let total = 0;
    for await (const batch of readBatches(feed, "train", { batchSize, shuffle: { seed, epoch } })) {
      const lossOf = () => tf.losses.sigmoidCrossEntropy(batch.label, model.logits(batch));
      const loss = optimizer.minimize(lossOf, true, model.variables);
      total += loss.dataSync()[0] * batch.label.size;
      tf.dispose([batch, loss]);
    }
    losses.push(total / feed.rows.train);
  }
  optimizer.dispose();
  return { model, losses };
}

/** AUC of the model on a split, over all rows and per domain; here the batches come as a `tf.data` dataset. */
export async function evaluate(feed, model, split, { batchSize = 4096 } = {}) {
  const scores = new Float32Array(feed.rows[split]);
  const labels = new Float32Array(feed.rows[split]);
  const domains = new Int32Array(feed.rows[split]);
  let done = 0;
  const dataset = tf.data.generator(() => readBatches(feed, split, { batchSize }));
  await dataset.forEachAsync((batch) => {
    tf.tidy(() => {
      scores.set(model.logits(batch).dataSync(), done);
      domains.set(tf.argMax(batch.domain, 1).dataSync(), done);
    });
    labels.set(batch.label.dataSync(), done);
    done += batch.label.size;
    tf.dispose(batch);
  });
  const rows = orderOf(done, null);
  const byDomain = feed.domains.map((name, d) => {
    const own = rows.filter((row) => domains[row] === d);
    return { name, rows: own.length, auc: auc(own, scores, labels) };
  });
  return { overall: auc(rows, scores, labels), byDomain };
}

/** The share of pairs of a positive and a negative row whose scores are in the right order, ties by half; NaN with one class only. */
function auc(rows, scores, labels) {
  const sorted = rows.toSorted((a, b) => scores[a] - scores[b]);
  let positives = 0;
  let ranks = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && scores[sorted[to]] === scores[sorted[from]]) to++;
    const tied = sorted.subarray(from, to).filter((row) => labels[row] === 1).length;
    positives += tied;
    ranks += (tied * (from + to + 1)) / 2;
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (sorted.length - positives));
}

async function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      epochs: { type: "string", default: "2" },
      batch: { type: "string", default: "256" },
      seed: { type: "string", default: "1" },
      "learning-rate": { type: "string", default: "0.01" },
    },
  });
  if (positionals.length !== 1) throw new Error("usage: node tfjs-training.mjs FEED, the folder of domainlens export");
  const feed = await readFeed(positionals[0]);
  console.log(`${feed.rows.train} rows, ${feed.domains.length} domains; ${feed.features.map(({ name }) => name)}`);
  const { model, losses } = await train(feed, {
    epochs: Number(values.epochs),
    batchSize: Number(values.batch),
    seed: Number(values.seed),
    learningRate: Number(values["learning-rate"]),
  });
  losses.forEach((loss, i) => console.log(`epoch ${i + 1}: train loss ${loss.toFixed(4)}`));
  const { overall, byDomain } = await evaluate(feed, model, "test");
  console.log(`test AUC ${overall.toFixed(4)}`);
  for (const { name, rows, auc: value } of byDomain) console.log(`  ${name}: ${value.toFixed(4)} (${rows} rows)`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
