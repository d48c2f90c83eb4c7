import type { AdiOptions } from "../../src/models/adi/adi-options.ts";
import type { AdiShape } from "../../src/models/adi/two-towers.ts";

type Row = readonly number[];
type Values = Readonly<Record<string, Row>>;

/** Rows of one domain each, as numbers. */
export interface HandRows {
  readonly domain: readonly number[];
  /** [R][N e] */
  readonly fields: readonly Row[];
  readonly training: boolean;
  /** Called with what every ReLU reads: where it is near 0, slopes in float32 and by differences need not agree. */
  readonly onRelu?: (input: number) => void;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const total = (row: Row): number => row.reduce((sum, value) => sum + value, 0);
const dot = (a: Row, b: Row): number => total(a.map((value, i) => value * b[i]));
const plus = (a: Row, b: Row): Row => a.map((value, i) => value + b[i]);

/**
 * The vectors [R][H] of a tower in float64, row by row from the equations of ADI: the other way to compute what `towerOutputs` does.
 */
export function towerByHand(
  tower: "user" | "item",
  { fields, embeddingSize, domains }: AdiShape,
  options: AdiOptions,
  values: Values,
  rows: HandRows,
): Row[] {
  const fieldCount = fields[tower];
  const each = (apply: (b: number, d: number) => Row): Row[] => rows.domain.map((d, b) => apply(b, d));
  const part = (tensor: Row, index: number, count: number): Row =>
    tensor.slice((index * tensor.length) / count, ((index + 1) * tensor.length) / count);
  const product = (x: Row, kernel: Row): Row =>
    Array.from({ length: kernel.length / x.length }, (_, j) =>
      total(x.map((value, i) => value * kernel[i * (kernel.length / x.length) + j])),
    );
  const relu = (row: Row): Row =>
    row.map((value) => {
      rows.onRelu?.(value);
      return Math.max(value, 0);
    });
  const linear = (x: Row, name: string): Row => plus(product(x, values[`${name}/kernel`]), values[`${name}/bias`]);
  const embedding = (d: number): Row => part(values["embedding/domain/table"], d, domains);

  /** `of(name, d)`: a normalisation tensor of domain d. */
  const normalise = (x: readonly Row[], of: (name: string, d: number) => Row): Row[] => {
    if (!options.dsbn) return [...x];
    return each((b, d) => {
      const own = x.filter((_, other) => rows.domain[other] === d);
      return x[b].map((value, j) => {
        const column = own.map((row) => row[j]);
        const batchMean = total(column) / column.length;
        const mean = rows.training ? batchMean : of("movingMean", d)[j];
        const batchVariance = total(column.map((v) => (v - batchMean) ** 2)) / column.length;
        const variance = rows.training ? batchVariance : of("movingVariance", d)[j];
        return (of("gamma", d)[j] * (value - mean)) / Math.sqrt(variance + options.epsilon) + of("beta", d)[j];
      });
    });
  };
  const layers = (x: readonly Row[], prefix: (d: number) => string, count: number, shared: boolean): readonly Row[] =>
    Array.from({ length: count }).reduce<readonly Row[]>((h, _, i) => {
      const z = each((b, d) => linear(h[b], `${prefix(d)}/dense/${i}`));
      const of = (name: string, d: number): Row => {
        const tensor = values[`${prefix(d)}/norm/${i}/${name}`];
        return shared ? part(tensor, d, domains) : tensor;
      };
      return normalise(z, of).map(relu);
    }, x);

  const adapt = (prefix: (d: number) => string): Row[] =>
    each((b, d) => {
      const x = rows.fields[b];
      if (options.adaptation === "none") return x;
      if (options.adaptation === "linear") {
        const scaled = x.map((value, i) => value * values[`${prefix(d)}/scale`][i]);
        return plus(scaled, values[`${prefix(d)}/shift`]);
      }
      const byField = Array.from({ length: fieldCount }, (_, j) => part(x, j, fieldCount));
      const squeezed = (): Row => {
        const means = byField.map((field) => total(field) / embeddingSize);
        const scores = linear(relu(linear(means, `${prefix(d)}/dense/0`)), `${prefix(d)}/dense/1`);
        return options.squeezeActivation === "sigmoid" ? scores.map(sigmoid) : scores;
      };
      const attention = (): Row =>
        byField.map((field, j) => sigmoid(dot(field, part(values[`${prefix(d)}/query`], j, fieldCount))));
      const scores = options.adaptation === "se" ? squeezed() : attention();
      return byField.flatMap((field, j) => field.map((value) => value * scores[j]));
    });
  const adapted = (network: (d: number) => string): Row[] => {
    if (options.adaptationPlacement === "network") return adapt((d) => `${network(d)}/adaptation`);
    if (options.adaptationPlacement === "global") return adapt(() => `${tower}/adaptation`);
    return adapt((d) => `${tower}/adaptation/${d}`);
  };

  const star = (): readonly Row[] =>
    options.hidden.reduce<readonly Row[]>(
      (h, _, i) => {
        const name = `${tower}/star/${i}`;
        const z = each((b, d) => {
          const own = values[`${name}/specific/${d}/kernel`];
          const kernel = values[`${name}/shared/kernel`].map((value, at) => value * own[at]);
          const bias = plus(values[`${name}/shared/bias`], values[`${name}/specific/${d}/bias`]);
          return plus(product(h[b], kernel), bias);
        });
        const y = normalise(z, (tensor, d) => part(values[`${name}/norm/${tensor}`], d, domains));
        return options.starActivation === "relu" ? y.map(relu) : y;
      },
      adapted(() => tower),
    );
  const sharedNetworks = Array.from({ length: options.sharedNetworks }, (_, k) => `${tower}/shared/${k}`);
  const mixed = (): readonly Row[] => {
    const specificName = (d: number): string => `${tower}/specific/${d}`;
    const specific = layers(adapted(specificName), specificName, options.hidden.length, false);
    const experts = sharedNetworks.map((name) =>
      layers(
        adapted(() => name),
        () => name,
        options.hidden.length,
        true,
      ),
    );
    const spread = (gate: Row, width: number): Row =>
      gate.length === 1 ? new Array<number>(width).fill(gate[0]) : gate;
    return each((b, d) => {
      const logits = linear(embedding(d), `${tower}/shared/gate`);
      const raised = options.sharedGate === "softmax" ? logits.map(Math.exp) : logits;
      const shared = specific[b].map((_, j) =>
        total(experts.map((expert, k) => (raised[k] / total(raised)) * expert[b][j])),
      );
      const gate = (name: string, bias?: Row): Row => {
        const logit = product(embedding(d), values[`${tower}/fusion/${d}/${name}/kernel`]);
        return spread((bias === undefined ? logit : plus(logit, bias)).map(sigmoid), shared.length);
      };
      if (options.fusion === "sum") {
        const share = gate("gate", values[`${tower}/fusion/gate/bias`]);
        return specific[b].map((value, j) => share[j] * value + (1 - share[j]) * shared[j]);
      }
      const own = specific[b].map((value, j) => value * gate("specific")[j]);
      const common = shared.map((value, j) => value * gate("shared")[j]);
      return [...own, ...own.map((value, j) => value * common[j]), ...common];
    });
  };
  const forward = (d: number): string => `${tower}/forward/${d}`;
  const top = layers(options.fusion === "netmul" ? star() : mixed(), forward, options.forward.length - 1, false);
  const vectors = each((b, d) => linear(top[b], `${forward(d)}/output`));
  if (!options.normalize) return vectors;
  return vectors.map((vector) => vector.map((value) => value / Math.max(Math.hypot(...vector), 1e-12)));
}
