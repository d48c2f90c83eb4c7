import { createWriteStream, type WriteStream } from "node:fs";

/** A file written piece by piece. A failure, such as a full disk, is thrown where the file is next waited for, whenever it happens. */
export class FileWriter {
  readonly #stream: WriteStream;
  #failure: Error | undefined;

  constructor(path: string) {
    this.#stream = createWriteStream(path);
    // Without a listener it would end the process.
    this.#stream.on("error", (error) => (this.#failure ??= error));
  }

  /** Writes a piece behind the others; whether there is room for more. */
  put(piece: string | Uint8Array): boolean {
    return this.#stream.write(piece);
  }

  /** The same; resolves when there is room for more. */
  async write(piece: string | Uint8Array): Promise<void> {
    if (!this.put(piece)) await this.#until("drain");
    this.#check();
  }

  /** Resolves when all is written. */
  async close(): Promise<void> {
    this.#stream.end();
    await this.#until("close");
    this.#check();
  }

  /** Waits for an event, or for the end of the stream, after which there are no others. */
  async #until(event: "drain" | "close"): Promise<void> {
    const stream = this.#stream;
    if (stream.closed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        for (const name of [event, "close"]) stream.off(name, done);
        resolve();
      };
      for (const name of [event, "close"]) stream.on(name, done);
    });
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
