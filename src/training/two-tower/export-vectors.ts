import { join } from "node:path";
import { type EncodedFeature, idsFile } from "../../data/artifacts/encode.ts";
import {
  type VectorBlock,
  vectorBlockRows,
  type VectorsTarget,
  writeVectors,
} from "../../data/retrieval/write-vectors.ts";
import type { Session } from "../../data/session.ts";
import type { TowerName } from "../../models/two-tower/two-towers.ts";
import type { TwoTowerTrainer } from "./two-tower-trainer.ts";

export interface VectorExport extends Pick<VectorsTarget, "folder" | "formats" | "domains" | "signal"> {
  readonly encodeDir: string;
  /** The features that hold the ids of users and items. */
  readonly entities: Readonly<Record<TowerName, EncodedFeature>>;
}

/** Writes `users` and `items` with the vector of each id under each domain, in the formats asked for. */
export async function exportVectors(session: Session, trainer: TwoTowerTrainer, target: VectorExport): Promise<void> {
  if (target.formats.length === 0) return;
  for (const tower of ["user", "item"] as const) {
    const feature = target.entities[tower];
    await writeVectors(session, blocksOf(trainer, tower, feature.ids), {
      ...target,
      name: `${tower}s`,
      vocabulary: join(target.encodeDir, idsFile(feature)),
      size: trainer.vectorSize(tower),
    });
  }
}

async function* blocksOf(trainer: TwoTowerTrainer, tower: TowerName, count: number): AsyncGenerator<VectorBlock> {
  for (let domain = 0; domain < trainer.options.towers.domains; domain++) {
    for (let firstId = 0; firstId < count; firstId += vectorBlockRows) {
      const ids = Int32Array.from({ length: Math.min(vectorBlockRows, count - firstId) }, (_, n) => firstId + n);
      const { rows, values } = await trainer.vectors(tower, ids, domain);
      yield { domain, firstId, rows, values };
    }
  }
}
