import { describe, expect, it } from "vitest";
import { auc } from "../../src/metrics/auc.ts";
import { gauc } from "../../src/metrics/gauc.ts";
import { logLoss } from "../../src/metrics/log-loss.ts";
import { meanOverUsers } from "../../src/metrics/mean-over-users.ts";
import { ndcg } from "../../src/metrics/ndcg.ts";
import { recall } from "../../src/metrics/recall.ts";
import { goldenFiles } from "../support/golden.ts";
import { type MetricVectors, numbersOf, readMetricVectors } from "../support/golden-metrics.ts";
import { outside } from "../support/tolerance.ts";

/** Sums of float64 in another order. */
const tolerance = { abs: 1e-12, rel: 1e-10 };

type Metric = (vectors: MetricVectors, argument: string) => number | null;

/** By the start of an output's name, up to the first of `@` and `/`; the rest of the name is the argument. */
const metrics: Record<string, Metric> = {
  auc: (vectors, user) => (user === "" ? auc(scores(vectors), labels(vectors)) : aucOfUser(vectors, lastNumber(user))),
  gauc: (vectors) => gauc(scores(vectors), labels(vectors), numbersOf(vectors, "user")),
  logLoss: (vectors) => logLoss(scores(vectors), labels(vectors)),
  recall: (vectors, place) => ranked(recall, vectors, place),
  ndcg: (vectors, place) => ranked(ndcg, vectors, place),
};

function scores(vectors: MetricVectors): number[] {
  return numbersOf(vectors, "scores");
}

function labels(vectors: MetricVectors): number[] {
  return numbersOf(vectors, "labels");
}

function lastNumber(text: string): number {
  return Number(text.slice(text.lastIndexOf("/") + 1));
}

function aucOfUser(vectors: MetricVectors, user: number): number | null {
  const ofUser = (_: number, row: number): boolean => numbersOf(vectors, "user")[row] === user;
  return auc(scores(vectors).filter(ofUser), labels(vectors).filter(ofUser));
}

/** `place` is `<N>` for the mean, or `<N>/user/<u>`. */
function ranked(metric: typeof recall, vectors: MetricVectors, place: string): number | null {
  const [users, items] = vectors.inputs["scores"].shape;
  const one = (user: number): number | null => {
    const relevant = new Set(numbersOf(vectors, `relevant/${user}`));
    return metric(scores(vectors).slice(user * items, (user + 1) * items), relevant, Number.parseInt(place, 10));
  };
  return place.includes("/user/")
    ? one(lastNumber(place))
    : meanOverUsers(Array.from({ length: users }, (_, u) => one(u)));
}

function compute(vectors: MetricVectors, output: string): number | null {
  const [, name, argument] = /^(\w+)[@/]?(.*)$/.exec(output) ?? [];
  return metrics[name](vectors, argument);
}

/** What is wrong with a number; null agrees with null alone. */
function differences(got: number | null, want: MetricVectors["outputs"][string]): string[] {
  if (got !== null && want !== null) return outside([got], want.data, tolerance);
  return got === want ? [] : [`got ${got}, want ${want === null ? null : want.data[0]}`];
}

describe.each(goldenFiles("metrics"))("golden metrics/$name", (file) => {
  const vectors = readMetricVectors(file);

  it.each(Object.entries(vectors.outputs))("gives %s", (output, want) => {
    expect(differences(compute(vectors, output), want)).toEqual([]);
  });
});
