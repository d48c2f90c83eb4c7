import * as tf from "@tensorflow/tfjs";
import {
  integratedGradientsProgram,
  integratedGradientsSignature,
} from "../../src/attribution/integrated-gradients.ts";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { attributionBatchSize } from "../../src/attribution/row-blocks.ts";
import { openDevice } from "../../src/compute/device.ts";
import type { Node } from "../../src/compute/trace/graph.ts";
import { traceProgram } from "../../src/compute/trace/trace.ts";
import type { Device, Program, Signature, TensorData } from "../../src/compute/types.ts";
import { dnnNetwork } from "../../src/models/dnn.ts";
import { trainProgram, trainSignature } from "../../src/training/step-program.ts";
import { createRng } from "../../src/util/rng.ts";
import { inTurn, type Line, lineOf, type Timed } from "./line.ts";
import { features, hidden, randomLayers, size } from "./network.ts";
import type { Sizes } from "./sizes.ts";

/** A program as it is run, and rows of a run. */
interface Pass {
  readonly part: string;
  readonly program: Program;
  readonly signature: Signature;
  readonly rows: number;
  readonly goal: number;
}

/** Compiled programs against the matrix products in them: the same shapes, back to back, and nothing else. One thread. */
export async function products(_folder: string, sizes: Sizes): Promise<Line[]> {
  const device = await openDevice("cpu", { threads: 1 });
  const lines: Line[] = [];
  for (const pass of [attributionPass("riemann", 5), attributionPass("gausslegendre", 50), trainingPass(sizes.batch)]) {
    const times = await inTurn(
      await timed(device, pass.program, pass.signature),
      await timed(device, ...productsOf(pass.program, pass.signature)),
      sizes,
    );
    const fixed = {
      part: pass.part,
      peer: "its matrix products alone",
      goal: pass.goal,
      difference: null,
      tolerance: 0,
    };
    lines.push(lineOf(fixed, pass.rows * runs, times));
  }
  await device.close();
  return lines;
}

/** Runs of a program that are timed together. */
const runs = 20;

function attributionPass(rule: "riemann" | "gausslegendre", steps: number): Pass {
  const network = { sizes: new Array<number>(features).fill(size), layers: randomLayers() };
  const rows = attributionBatchSize(steps);
  return {
    part: `compiled IG pass, T = ${steps}`,
    program: integratedGradientsProgram(network, quadrature(rule, steps), "probability"),
    signature: integratedGradientsSignature(network, rows),
    rows,
    goal: 0.5,
  };
}

function trainingPass(rows: number): Pass {
  const network = dnnNetwork({ inputSize: features * size, hidden });
  const signature = trainSignature(network, hidden, rows, 0);
  return { part: "compiled training step", program: trainProgram(network, 0), signature, rows, goal: 0.35 };
}

async function timed(device: Device, program: Program, signature: Signature): Promise<Timed> {
  const compiled = await device.compile(program, signature);
  const rng = createRng(1, "bench products");
  const feeds = Object.fromEntries(
    Object.entries(signature).map(([name, { shape }]): [string, TensorData] => [
      name,
      Float32Array.from({ length: shape.reduce((product, edge) => product * edge, 1) }, () => 0.1 * rng.uniform()),
    ]),
  );
  return async () => {
    const start = performance.now();
    for (let run = 0; run < runs; run++) await compiled.run(feeds);
    return (performance.now() - start) / 1000;
  };
}

/**
 * One number of each product is returned, so that all of them are computed and none is copied out. Operands of the same shape are the same array, which the
 * caches hold as they hold what the program itself has just computed.
 */
function productsOf(program: Program, signature: Signature): [Program, Signature] {
  const nodes = traceProgram(program, signature).nodes.filter(({ op }) => op === "MatMul" || op === "Gemm");
  const inputs: Record<string, { shape: readonly number[]; dtype: "float32" }> = {};
  for (const { constant, shape } of nodes.flatMap((node) => node.inputs.slice(0, 2))) {
    if (constant === undefined) inputs[nameOf(shape)] = { shape, dtype: "float32" };
  }
  return [
    (given) => ({ corners: tf.concat(nodes.map((node, i) => tf.reshape(cornerOf(node, i, given), [1]))) }),
    inputs,
  ];
}

function nameOf(shape: readonly number[]): string {
  return `operand ${shape.join(" x ")}`;
}

function cornerOf({ inputs, attributes }: Node, i: number, given: Readonly<Record<string, tf.Tensor>>): tf.Tensor {
  const [a, b] = inputs.slice(0, 2).map(({ constant, shape }) => {
    // A constant operand is one here too: the runtime packs it once. No two are alike, or equal products would be computed once.
    const values = constant && Float32Array.from(constant, (value) => value + 1e-3 * i);
    return values === undefined ? given[nameOf(shape)] : tf.tensor(values, [...shape]);
  });
  const product = tf.matMul(a, b, attributes["transA"] === 1, attributes["transB"] === 1);
  return tf.slice(
    product,
    product.shape.map(() => 0),
    product.shape.map(() => 1),
  );
}
