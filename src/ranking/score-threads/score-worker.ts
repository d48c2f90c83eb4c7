import { parentPort } from "node:worker_threads";
import { errorToWire } from "../../util/error-wire.ts";
import { scoreFeature } from "../score-feature.ts";
import type { ScoreJob, ScoreReply } from "./score-pool.ts";

// A thread that scores one feature after the other.
function score({ feature, options }: ScoreJob): ScoreReply {
  try {
    return { done: scoreFeature(feature, options) };
  } catch (error) {
    return { error: errorToWire(error) };
  }
}

parentPort?.on("message", (job: ScoreJob | null) => {
  if (job === null) parentPort?.close();
  else parentPort?.postMessage(score(job));
});
