import type { SourceFile } from "../../dag/stage.ts";
import type { ProcessUse } from "../../util/process-use.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import type { Reach } from "../session.ts";
import type { FilePlace } from "./classify.ts";
import type { IngestedFile } from "./ingest-file.ts";
import type { FileRejects } from "./rejects.ts";
import type { IngestSlice } from "./slice.ts";

/** What every file of a log is read with. */
export interface ReaderSetup {
  readonly slice: IngestSlice;
  /** Files of the lookup tables. */
  readonly lookups: readonly SourceFile[];
  /** Absolute folder of the typed parts. */
  readonly rowsDir: string;
  readonly scratchDir: string;
  readonly memoryBytes: number;
  readonly threads: number;
  /** What SQL may read; default: see `SessionOptions`. */
  readonly reach?: Reach;
}

/** A file to read, and where its rows stand. */
export interface FileJob {
  readonly file: SourceFile;
  /** The entity of all rows; undefined where the log has no file sets. */
  readonly entity: string | undefined;
  readonly place: FilePlace;
}

/** What came of a file: its typed part is written, its rejects are listed apart. */
export interface FileReport extends IngestedFile {
  readonly rejects: FileRejects;
  /** Of the file's rows, by lookup table. */
  readonly matches: readonly Pick<IngestArtifact["joins"][number], "matchedRows" | "unmatchedRows">[];
}

/** Reads raw files one after the other. A file that cannot be read is an error, after which the next may be read. */
export interface FileReader extends AsyncDisposable {
  /** What processes beside this one have used so far; undefined where files are read in this one. */
  readonly used: ProcessUse | undefined;
  /** Loads the lookup tables; their rows, no matches yet. */
  lookups(signal: AbortSignal): Promise<IngestArtifact["joins"]>;
  read(job: FileJob, signal: AbortSignal): Promise<FileReport>;
}
