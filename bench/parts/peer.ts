import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface, type Interface } from "node:readline";

const folder = resolve("bench/peers");

/** The Python of the virtual environment that DOMAINLENS_PEERS names, or of bench/peers/.venv; null without one. */
export function peerPython(): string | null {
  const python = join(process.env["DOMAINLENS_PEERS"] ?? join(folder, ".venv"), "bin/python");
  return existsSync(python) ? python : null;
}

/** An array in a file, as bench/peers/protocol.py reads it. */
export function arrayFile(path: string, values: Float32Array | Float64Array | Int32Array, shape: number[]): object {
  writeFileSync(path, values);
  const type = values instanceof Int32Array ? "int32" : values instanceof Float32Array ? "float32" : "float64";
  return { path, shape, type };
}

/** What a pass of a peer answers. */
export type Answer = { readonly seconds: number } & Readonly<Record<string, unknown>>;

/** A Python script that does its work once for every `pass`. */
export class Peer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #errors = "";

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    this.#reader = createInterface({ input: child.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
    child.stderr.on("data", (text: Buffer) => (this.#errors = (this.#errors + text.toString()).slice(-4000)));
  }

  /** Starts a script; null when there is no Python, or it lacks one of the modules. */
  static async open(script: string, modules: readonly string[], specPath: string, spec: object): Promise<Peer | null> {
    const python = peerPython();
    if (python === null || !has(python, modules)) return null;
    writeFileSync(specPath, JSON.stringify(spec));
    const threads = { OMP_NUM_THREADS: String((spec as { threads?: number }).threads ?? 1) };
    const child = spawn(python, [join(folder, script), specPath], { env: { ...process.env, ...threads } });
    const peer = new Peer(child);
    await peer.#read();
    return peer;
  }

  async pass(): Promise<Answer> {
    this.#child.stdin.write("pass\n");
    return (await this.#read()) as Answer;
  }

  close(): void {
    this.#child.stdin.end("quit\n");
    this.#reader.close();
  }

  async #read(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`a peer has stopped:\n${this.#errors}`);
    return JSON.parse(value);
  }
}

function has(python: string, modules: readonly string[]): boolean {
  const code = `import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in ${JSON.stringify(modules)}))`;
  return spawnSync(python, ["-c", code]).status === 0;
}
