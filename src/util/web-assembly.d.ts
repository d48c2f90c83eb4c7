// What is used of WebAssembly, which Node has and its types leave to those of browsers.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }

  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  }

  class Memory {
    /** The memory as it is now; another one when it has grown. */
    readonly buffer: ArrayBufferLike;
    constructor(pages: { readonly initial: number; readonly maximum: number; readonly shared?: boolean });
    grow(pages: number): number;
  }
}
