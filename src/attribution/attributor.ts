import type { ProgramFacts } from "../compute/bound-program.ts";
import type { Compiled, Device } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import type { GatheredTables } from "../models/row-gatherer.ts";
import { devicePass } from "./attribution-pass.ts";
import { type BatchAttributions, BatchAttributor, type PassFacts } from "./batch-attributor.ts";
import { integratedGradientsProgram, integratedGradientsSignature } from "./integrated-gradients.ts";
import type { FrozenMlp, Target } from "./network.ts";
import type { Quadrature } from "./quadrature.ts";
import { targetValue } from "./reference.ts";
import { attributionBatchSize } from "./row-blocks.ts";

/** The frozen base model as attribution sees it: tables outside the graph, the network inside. */
export interface FrozenModel extends GatheredTables {
  readonly network: FrozenMlp;
}

/** Integrated Gradients of batches of encoded rows on a device (DSFM, Eq. 4 and 5). */
export class Attributor {
  readonly #compiled: Compiled;
  readonly #batches: BatchAttributor;

  private constructor(facts: PassFacts, compiled: Compiled) {
    this.#compiled = compiled;
    this.#batches = new BatchAttributor(facts, devicePass(compiled));
  }

  static async create(
    device: Device,
    { tables, memory, network }: FrozenModel,
    rule: Quadrature,
    target: Target,
    batchSize = attributionBatchSize(rule.nodes.length),
  ): Promise<Attributor> {
    const program = integratedGradientsProgram(network, rule, target);
    const compiled = await device.compile(program, integratedGradientsSignature(network, batchSize));
    const width = network.layers[0].inputs;
    const baseline = targetValue(network, new Float64Array(width), target);
    return new Attributor({ tables, memory, width, target, baseline, batchSize }, compiled);
  }

  get batchSize(): number {
    return this.facts.batchSize;
  }

  /** What other threads need to do the same, beside `program`. */
  get facts(): PassFacts {
    return this.#batches.facts;
  }

  /** The compiled program, for other threads; undefined where the device has none. */
  get program(): ProgramFacts | undefined {
    const { onnx, inputs, outputs } = this.#compiled;
    return onnx && { onnx, inputs, outputs };
  }

  /** Attributes a batch of at most `batchSize` rows. Errors: DomainlensError("compute") for a score that is not finite. */
  attribute(batch: EncodedBatch): Promise<BatchAttributions> {
    return this.#batches.attribute(batch);
  }

  close(): Promise<void> {
    return this.#compiled.close();
  }
}
