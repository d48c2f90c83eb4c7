import { type EmbeddingSpec, featureLabel, tableName } from "../models/embedding.ts";
import { DomainlensError } from "../util/errors.ts";
import { indexOfNotFinite } from "../util/not-finite.ts";
import type { Trainer } from "./trainer.ts";
import type { ComputedStep } from "./training-step.ts";

/** A training step as it is checked: before anything is updated by it. */
interface CheckedStep {
  readonly epoch: number;
  readonly computed: ComputedStep;
}

interface Culprit {
  readonly tensor: string;
  readonly value: number;
}

/**
 * Throws when the loss or a gradient of a step is not finite. What is looked at in every step is the loss and one number for each gradient, the sum of
 * its squares; the tensor at fault is searched for only then: what went into the step, then the loss, then the gradients.
 * Errors: DomainlensError("compute") with epoch, step and tensor.
 */
export function checkStep(trainer: Trainer, { epoch, computed }: CheckedStep): void {
  const [loss] = computed.loss;
  const gradient = computed.squares.findIndex((value) => !Number.isFinite(value));
  if (Number.isFinite(loss) && gradient < 0) return;
  const culprit =
    badTensor(trainer) ??
    (Number.isFinite(loss) ? badGradient(trainer, computed, gradient) : { tensor: "the loss", value: loss });
  throw diverged(culprit, epoch, trainer.steps);
}

/** Throws when a tensor of the network or an embedding table is not finite, naming it. Errors: as `checkStep`. */
export function checkTensors(trainer: Trainer, epoch: number): void {
  const culprit = badTensor(trainer);
  if (culprit !== undefined) throw diverged(culprit, epoch, trainer.steps);
}

function badTensor({ dense, parameters, ownTables }: Trainer): Culprit | undefined {
  const embeddings = Array.from(ownTables, ([f, { spec, values }]) => [tableLabel(spec, f), values] as const);
  for (const [tensor, values] of [...new Map([...dense, ...parameters]), ...embeddings]) {
    const at = indexOfNotFinite(values);
    if (at >= 0) return { tensor, value: values[at] };
  }
  return undefined;
}

/** @param position of the gradient among dx, those of the parameters and those of the sequences */
function badGradient({ options, tables }: Trainer, { squares, dx }: ComputedStep, position: number): Culprit {
  const { specs, inputSize, sequences = [] } = options.network;
  const tableOf = (f: number): string => {
    const owner = options.specs[f].tableOf ?? f;
    return gradientOf(tableLabel(options.specs[owner], owner));
  };
  const value = squares[position];
  if (position > specs.length) return { tensor: tableOf(sequences[position - 1 - specs.length].feature), value };
  if (position > 0) return { tensor: gradientOf(specs[position - 1].name), value };
  const at = dx.findIndex((element) => !Number.isFinite(element));
  // Elements beyond 1e19 have no finite square: then the first table stands for all.
  let column = Math.max(0, at) % inputSize;
  const f = tables.findIndex(({ spec }) => (column -= spec.size) < 0);
  return { tensor: tableOf(f), value };
}

function tableLabel(spec: EmbeddingSpec, f: number): string {
  return `${tableName(f)} of ${featureLabel(spec, f)}`;
}

function gradientOf(name: string): string {
  return `the squared gradient of ${name}`;
}

function diverged({ tensor, value }: Culprit, epoch: number, step: number): DomainlensError {
  return new DomainlensError("compute", {
    what: `training diverged: ${tensor} is ${value} in epoch ${epoch}, step ${step}`,
    remedy: "lower base.learningRate, set base.clipNorm, or look for extreme values in the features",
  });
}
