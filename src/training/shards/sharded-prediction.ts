import type { EncodedBatch } from "../../data/batch.ts";
import type { Network } from "../../models/network.ts";
import { fillOneHot } from "../../models/row-feeds.ts";
import type { OpenPrediction } from "../prediction.ts";
import { fillTensors } from "./shard-facts.ts";
import type { ShardFacts } from "./shard-work.ts";

/** Predictions of a network that `runsAsShards`, by as many threads as its steps. */
export function openShardedPrediction(facts: ShardFacts, { domains }: Network): OpenPrediction {
  return ({ dense, tables }) => ({
    logits: async (batch: EncodedBatch): Promise<Float32Array> => {
      fillTensors(facts, { dense });
      const { ofRows, logits } = facts.predict;
      if (domains > 0) fillOneHot(ofRows["domain"], batch, domains);
      await tables.predictShards(batch, () => tables.prepare(batch.copyNext?.()));
      return logits;
    },
    close: () => Promise.resolve(),
  });
}
