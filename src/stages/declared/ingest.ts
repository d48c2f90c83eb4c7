import { processBytes } from "../../dag/memory.ts";
import { declareStage } from "../../dag/stage.ts";
import { type IngestSlice, ingestSlice } from "../../data/ingest/slice.ts";

/** What ingest keeps in memory. */
export const readingProcess = { what: "the process that reads raw files", bytes: processBytes };

/** The stage `ingest` as it is planned. */
export const ingestDeclaration = declareStage<IngestSlice>({
  name: "ingest",
  version: 8,
  inputs: [],
  readsFiles: "log",
  memory: () => Promise.resolve([readingProcess]),
  slice: ingestSlice,
});
