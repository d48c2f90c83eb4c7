import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import type { Progress } from "../../src/dag/stage.ts";
import { type TransferArtifact, transferSchema } from "../../src/data/artifacts/transfer.ts";
import { readSafetensors } from "../../src/models/safetensors.ts";
import { transferStage } from "../../src/stages/transfer.ts";
import { transferNames } from "../../src/util/transfer-names.ts";
import { artifact } from "../support/audited-log.ts";
import { entityConfig, writeEntityRun, writeHistoryRun } from "../support/entity-run.ts";
import { runStage, runStageFully, temporaryFolder } from "../support/run-stage.ts";

const rows = { train: 1600, valid: 400, test: 400 };

/** Posts, a quarter of the rows, are the target; what decides their label is a feature of their own. */
const transfer: NonNullable<ConfigInput["transfer"]> = {
  target: "post",
  models: ["mlp", "finetune", "mkt"],
  seeds: 2,
  ablations: ["no-pretraining", "no-tem", "no-cross"],
};
const base: ConfigInput["base"] = { ...entityConfig.base, batchSize: 128, minBatchesPerEpoch: 8 };

interface Changes {
  readonly run?: string;
  readonly threads?: number;
  readonly report?: (progress: Progress) => void;
  readonly transfer?: Partial<typeof transfer>;
}

async function stageRun({ run = temporaryFolder(), threads = 1, report, transfer: changed }: Changes = {}) {
  await writeHistoryRun(run, rows, 37);
  const config = { ...entityConfig, base, transfer: { ...transfer, ...changed } };
  const finished = await runStageFully(transferStage, { run, config, threads, ...(report && { report }) });
  return { ...finished, found: transferSchema.parse(artifact(run, "15-transfer/transfer.json")) };
}

/** Every file of a folder by its path. */
function filesOf(folder: string): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    paths
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length), readFileSync(path)]),
  );
}

describe("transfer", () => {
  let folder: string;
  let found: TransferArtifact;
  let warnings: readonly string[];
  beforeAll(async () => {
    ({ folder, found, warnings } = await stageRun());
  }, 120_000);

  it("trains every model and every ablation with every seed, on rows of the target in the end", () => {
    expect(found.models.map(({ model, runs }) => [model, runs.map(({ seed }) => seed)])).toEqual(
      ["mlp", "finetune", "mkt"].map((model) => [model, [1, 2]]),
    );
    expect(found.ablations.map(({ ablation }) => ablation)).toEqual(transfer.ablations);
    const phaseRows = found.models.map(({ runs }) => runs[0].phases.map((phase) => phase.rows));
    expect(phaseRows).toEqual([[400], [1200, 400], [1600, 400]]);
  });

  it("is evaluated on the target's rows alone", () => {
    expect(found.rows).toEqual({
      target: { train: 400, valid: 100, test: 100 },
      sources: { train: 1200, valid: 300, test: 300 },
    });
    expect(found.models.map(({ runs }) => runs[0].test.rows)).toEqual([100, 100, 100]);
    expect(found.models[0].runs[0].test.auc).toBeGreaterThan(0.8);
  });

  it("knows the users: GAUC, and groups by how many training rows they have", () => {
    expect(found.users?.count).toBe(37);
    // Five users have half of the 1600 rows, 160 each and more; 32 have about 22 each.
    const [first, ...others] = found.activity;
    expect(first.to).toBeLessThan(30);
    expect(others.at(-1)?.from).toBeGreaterThan(159);
    const sum = (of: "users" | "rows"): number => found.activity.reduce((total, group) => total + group[of], 0);
    expect([sum("users"), sum("rows")]).toEqual([37, 100]);
    expect(
      found.models.every(({ runs }) => runs.every(({ test }) => test.gauc !== null && test.groups.length > 1)),
    ).toBe(true);
  });

  it("trains MEM once for MKT and the ablations that leave it as it is", () => {
    const mem = [found.models[2], ...found.ablations.slice(1)].map(({ runs }) => runs[0].phases[0]);
    expect(mem[1]).toEqual(mem[0]);
    expect(mem[2]).toEqual(mem[0]);
  });

  it("counts what is read of MEM as frozen, and trains it where there is no pre-training", () => {
    const [mkt, joint] = [found.models[2].parameters, found.ablations[0].parameters];
    // Three tables of 7 values and embeddings of 4, once for each of the two models: clicks are embedded as sites are.
    expect([mkt.embedding, joint.embedding]).toEqual([84, 168]);
    expect(mkt.frozen + mkt.dense).toBe(joint.dense + 84);
    expect(joint.frozen).toBe(0);
  });

  it("warns of nothing here", () => {
    expect(warnings).toEqual([]);
  });

  it("writes a report as Markdown and as HTML, with its charts", () => {
    const markdown = readFileSync(join(folder, "transfer.md"), "utf8");
    const links = Array.from(markdown.matchAll(/\]\((charts\/[^)]+)\)/g), ([, path]) => path);
    expect(links).toHaveLength(4);
    expect(links.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
    expect(readFileSync(join(folder, "transfer.html"), "utf8")).toContain("<h1>Transfer to post</h1>");
  });

  describe("the serving model", () => {
    it("gives the trainer's predictions", () => {
      expect(found.serving?.onnx.rows).toBe(100);
      // Rounding of float32 in another order of sums.
      expect(found.serving?.onnx.maxAbsDifference).toBeLessThan(1e-6);
    });

    it("reads the features of the target's rows, by TEM's tables and by MEM's", async () => {
      const tensors = await readSafetensors(join(folder, "mkt/model.safetensors"));
      const tables = [...tensors.keys()].filter((name) => name.endsWith("/table")).toSorted();
      expect(tables).toEqual(["embedding", "frozen"].flatMap((kind) => [0, 1, 3].map((f) => `${kind}/${f}/table`)));
      expect(found.serving?.frozenFeatures).toEqual(["segment", "clicked", "site", "likes"]);
    });

    it("has no parameter of another entity's branch, of the independent extractors and of the click towers", () => {
      const { leftOut = [], frozenParameters = [] } = found.serving ?? {};
      expect(frozenParameters.filter((name) => /product|independent|tower/.test(name))).toEqual([]);
      expect(leftOut.filter((name) => !/product|independent|tower/.test(name))).toEqual([]);
      expect(leftOut).toEqual(
        expect.arrayContaining(["mem/hfa/product/score/kernel", "mem/independent/post/dense/0/kernel"]),
      );
    });

    it("holds the numbers of what it needs of MEM, and no others of it", async () => {
      const onnx = readFileSync(join(folder, "mkt/model.onnx"));
      const mem = await readSafetensors(join(folder, "../scratch-transfer/mem-1/weights.safetensors"));
      const held = [...mem].filter(([, { data }]) =>
        onnx.includes(Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
      );
      // The tables of segment, site and likes, without those of brand and color.
      const tables = [0, 1, 5].map((f) => `embedding/${f}/table`);
      const needed = [...tables, ...(found.serving?.frozenParameters ?? [])];
      expect(held.map(([name]) => name).toSorted()).toEqual(needed.toSorted());
    });
  });

  it("gives the same bytes with two threads", async () => {
    const again = await stageRun({ threads: 2 });
    expect(filesOf(again.folder)).toEqual(filesOf(folder));
  }, 120_000);

  it("gives the same bytes when it is killed in the second phase of MKT and resumed", async () => {
    const run = temporaryFolder();
    const report = ({ message }: Progress): void => {
      if (message.startsWith("mkt, seed 2: epoch 2 ")) throw new Error("killed");
    };
    await expect(stageRun({ run, report })).rejects.toThrow("killed");
    rmSync(join(run, "15-transfer"), { recursive: true });
    const again = await stageRun({ run });
    expect(filesOf(again.folder)).toEqual(filesOf(folder));
  }, 120_000);
});

describe("transfer on other logs and settings", () => {
  it("trains all models of the table", async () => {
    const all = await stageRun({ transfer: { models: [...transferNames], seeds: 1, ablations: [] } });
    expect(all.found.models.map(({ model }) => model)).toEqual([...transferNames]);
    expect(all.found.models.every(({ runs }) => (runs[0].test.auc ?? 0) > 0.5)).toBe(true);
  }, 120_000);

  it("warns where no feature is specific to an entity, and where no user is known", async () => {
    const run = temporaryFolder();
    const encode = await writeEntityRun(run, rows);
    const features = encode.features.slice(0, 3);
    writeFileSync(join(run, "03-encode/encode.json"), JSON.stringify({ ...encode, features }));
    const config = { ...entityConfig, base, transfer: { ...transfer, seeds: 1, ablations: [] } };
    const { warnings, folder } = await runStageFully(transferStage, { run, config, threads: 1 });
    expect(warnings.map((warning) => warning.split(":")[0])).toEqual([
      "no feature has a role entity-specific",
      "the config names no user",
    ]);
    expect(readFileSync(join(folder, "transfer.md"), "utf8")).toContain("there is no GAUC");
  }, 120_000);

  it("refuses a target that is no domain", async () => {
    const pending = stageRun({ transfer: { target: "posts" } });
    await expect(pending).rejects.toThrow("transfer.target is not a domain of the log");
  });

  it("refuses to run without a target", async () => {
    const run = temporaryFolder();
    await writeEntityRun(run, rows);
    await expect(runStage(transferStage, { run, config: entityConfig })).rejects.toThrow("no target entity was named");
  });
});
