import type { Config } from "../../config/schema.ts";
import { countFlops } from "../../compute/count-flops.ts";
import type { TransferArtifact, TransferModel, TransferRun } from "../../data/artifacts/transfer.ts";
import type { TransferAblation, TransferName } from "../../util/transfer-names.ts";
import { countParameters } from "../finished-model.ts";
import { predictProgram, predictSignature } from "../step-program.ts";
import type { Trainer } from "../trainer.ts";
import type { PhaseBench } from "./phase-trainer.ts";
import { inOrder, type Phase } from "./phase.ts";
import { finishedTrainer, trainPhase } from "./train-phase.ts";
import type { MethodInput, Planned } from "./method-input.ts";
import { transferMethods } from "./methods.ts";
import { mktMethod } from "./mkt-method.ts";
import { saveServing } from "./save-serving.ts";

type TransferConfig = NonNullable<Config["transfer"]>;
type Trained = Pick<TransferModel, "options" | "parameters" | "flopsPerRow" | "graphNodes" | "runs">;

export interface TrainTransferInput extends Omit<PhaseBench, "report"> {
  readonly transfer: Pick<TransferConfig, "models" | "options" | "ablations">;
  /** Positions of the domains whose rows help. */
  readonly sources: readonly number[];
  readonly seeds: readonly number[];
  readonly outputDir: string;
  readonly report: (progress: Parameters<PhaseBench["report"]>[2]) => void;
}

/** Trains every model, and every ablation of MKT, with every seed, one phase after the other, and saves what serves MKT's target. */
export async function trainTransfer(
  input: TrainTransferInput,
): Promise<Pick<TransferArtifact, "models" | "ablations" | "serving">> {
  const { models, ablations } = planAll(input);
  const phases = distinct([...models, ...ablations].flatMap(({ phase }) => inOrder(phase)));
  const bench = { ...input, report: reportOf(input, phases) };
  const trained: TransferArtifact["models"] = [];
  for (const { name, ...planned } of models)
    trained.push({ model: name, ...(await trainPlanned(bench, planned, input.seeds)) });
  const without: TransferArtifact["ablations"] = [];
  for (const { name, ...planned } of ablations) {
    without.push({ ablation: name, ...(await trainPlanned(bench, planned, input.seeds)) });
  }
  const mkt = models.find(({ name }) => name === "mkt");
  const serving =
    mkt === undefined
      ? null
      : await saveServing(bench, mkt.phase, { outputDir: input.outputDir, seed: input.seeds[0] });
  return { models: trained, ablations: without, serving };
}

type Named<Name> = Planned & { readonly name: Name };

function planAll(input: TrainTransferInput): {
  readonly models: readonly Named<TransferName>[];
  readonly ablations: readonly Named<TransferAblation>[];
} {
  const { encode, target, sources, base, transfer } = input;
  const inputOf = (name: TransferName): MethodInput => ({
    encode,
    target,
    sources,
    base,
    given: transfer.options[name] ?? {},
  });
  const models = transfer.models.map((name) => ({ name, ...transferMethods[name](inputOf(name)) }));
  const wanted = transfer.models.includes("mkt") ? transfer.ablations : [];
  return { models, ablations: wanted.map((name) => ({ name, ...mktMethod(inputOf("mkt"), name) })) };
}

async function trainPlanned(
  bench: PhaseBench,
  { phase, options }: Planned,
  seeds: readonly number[],
): Promise<Trained> {
  const runs: TransferRun[] = [];
  for (const seed of seeds) {
    const phases = [];
    for (const each of inOrder(phase)) phases.push(await trainPhase(bench, each, seed));
    const [last] = phases.slice(-1);
    runs.push({ seed, phases: phases.map((one) => one.phase), valid: last.valid, test: last.test });
  }
  const { flops, nodes } = countFlops(predictProgram(phase.network), predictSignature(phase.network, 1));
  const trainer = await finishedTrainer(bench, phase, seeds[0]);
  try {
    const parameters = { ...countParameters(trainer), frozen: countFrozen(trainer) };
    return { options: { ...options }, parameters, flopsPerRow: flops, graphNodes: nodes, runs };
  } finally {
    await trainer.close();
  }
}

/** Numbers of an earlier phase's model that are read and not trained. */
function countFrozen({ options: { network, frozenTables = [] } }: Trainer): number {
  // Features that share a table read the same array.
  const distinctTables = new Map(frozenTables.map(({ table }) => [table.weights, table.spec]));
  const tables = [...distinctTables.values()].reduce((sum, { rows, size }) => sum + rows * size, 0);
  const tensors = (network.frozen ?? []).map(({ shape }) => shape.reduce((product, length) => product * length, 1));
  return tensors.reduce((sum, count) => sum + count, tables);
}

function distinct(phases: readonly Phase[]): Phase[] {
  return [...new Map(phases.map((phase) => [phase.key, phase])).values()];
}

/** Progress of a phase as that of the whole: the epochs of later phases and seeds follow, at most. */
function reportOf({ seeds, base, report }: TrainTransferInput, phases: readonly Phase[]): PhaseBench["report"] {
  const begun = new Set<string>();
  const all = phases.length * seeds.length;
  return ({ key }, seed, progress) => {
    begun.add(`${key}-${seed}`);
    // Phases read different numbers of rows; those of the one that is trained stand for all.
    const later = (all - begun.size) * base.maxEpochs * (progress.total ?? 0);
    report({ ...progress, message: `${key}, seed ${seed}: ${progress.message}`, after: (progress.after ?? 0) + later });
  };
}
