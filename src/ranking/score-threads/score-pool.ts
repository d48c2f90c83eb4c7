import { canUseThreads, type PoolReply, ThreadPool } from "../../util/thread-pool.ts";
import { type FeatureScore, type FeatureToScore, scoreFeature, type ScoreOptions } from "../score-feature.ts";

export interface ScoreJob {
  readonly feature: FeatureToScore;
  readonly options: ScoreOptions;
}
export type ScoreReply = PoolReply<FeatureScore>;

/** Scores features, as many at once as it has threads; a score depends on its feature and the options alone. */
export class ScorePool {
  /** Undefined where one thread is enough, or where threads cannot be. */
  readonly #pool: ThreadPool<ScoreJob, FeatureScore> | undefined;

  constructor(threads: number) {
    if (threads === 1 || !canUseThreads(import.meta.url)) return;
    this.#pool = new ThreadPool(new URL("./score-worker.js", import.meta.url), threads);
  }

  score(job: ScoreJob): Promise<FeatureScore> {
    if (this.#pool !== undefined) return this.#pool.ask(job);
    return Promise.resolve(scoreFeature(job.feature, job.options));
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }
}
