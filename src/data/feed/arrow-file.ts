import { type FileHandle, open } from "node:fs/promises";
import { AsyncByteQueue, Message, type RecordBatch, RecordBatchFileWriter, type Schema } from "apache-arrow";

/** Keeps what the library writes until it is on disk; the library's own queue knows no back-pressure. */
class Collector extends AsyncByteQueue<Uint8Array> {
  #parts: Uint8Array[] = [];

  override write(part: Uint8Array): void {
    if (part.byteLength > 0) this.#parts.push(part);
  }

  take(): Uint8Array[] {
    return this.#parts.splice(0);
  }
}

/** The format wants the schema before the batches as well as in the footer; the library writes only the latter. */
class FileFormatWriter extends RecordBatchFileWriter {
  protected override _writeSchema(schema: Schema): this {
    return super._writeSchema(schema)._writeMessage(Message.from(schema));
  }
}

/** An Arrow IPC file that grows by record batches; memory holds one of them. Not readable before `close`. */
export class ArrowFile {
  readonly #file: FileHandle;
  readonly #bytes = new Collector();
  readonly #writer = new FileFormatWriter();

  private constructor(file: FileHandle, schema: Schema) {
    this.#file = file;
    this.#writer.reset(this.#bytes, schema);
  }

  static async create(path: string, schema: Schema): Promise<ArrowFile> {
    return new ArrowFile(await open(path, "w"), schema);
  }

  /** Writes a batch; its arrays may be reused afterwards. */
  async write(batch: RecordBatch): Promise<void> {
    this.#writer.write(batch);
    await this.#flush();
  }

  /** Writes the footer. */
  async finish(): Promise<void> {
    this.#writer.close();
    await this.#flush();
  }

  /** Writes the parts from where they are: a copy of a batch is tens of megabytes, and the garbage collector's work. */
  async #flush(): Promise<void> {
    for (let parts = this.#bytes.take(); parts.length > 0;) {
      const { bytesWritten } = await this.#file.writev(parts);
      parts = unwritten(parts, bytesWritten);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#file.close();
  }
}

/** What is left of parts of which so many bytes were written: a disk may take fewer than it is given. */
export function unwritten(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let begin = -bytes;
  return parts.flatMap((part) => {
    const from = Math.max(0, -begin);
    begin += part.byteLength;
    return from < part.byteLength ? [part.subarray(from)] : [];
  });
}
