import type { Passes } from "./line.ts";

/** How large the parts are. */
export interface Sizes extends Passes {
  readonly attributedRows: number;
  /** Numbers of threads that attribution and training are measured with. */
  readonly threads: readonly number[];
  readonly batch: number;
  /** Values of all tables of the training part together. */
  readonly vocabulary: number;
  readonly stepsPerPass: number;
  readonly points: number;
  /** Of the log that distributions are found in, by the peer: Evidently has not compared the domains of a million rows after five minutes. */
  readonly loggedRows: { readonly evidently: number; readonly scipy: number };
  /** Of the whole audit. */
  readonly auditedRows: number;
  /** Edge of the square matrices and bytes of the copy that the machine is measured by. */
  readonly edge: number;
  readonly copied: number;
}

/** The sizes that are reported. */
export const full: Sizes = {
  passes: 7,
  seconds: 20,
  attributedRows: 65_536,
  threads: [1, 2],
  batch: 4096,
  vocabulary: 1_000_000,
  stepsPerPass: 32,
  points: 1_000_000,
  loggedRows: { evidently: 100_000, scipy: 1_000_000 },
  auditedRows: 1_000_000,
  edge: 2048,
  copied: 2 ** 28,
};

/** Sizes for a test of what comes out. */
export const small: Sizes = {
  passes: 1,
  seconds: 1,
  attributedRows: 256,
  threads: [1],
  batch: 64,
  vocabulary: 1900,
  stepsPerPass: 2,
  points: 1000,
  loggedRows: { evidently: 2000, scipy: 2000 },
  auditedRows: 4000,
  edge: 64,
  copied: 2 ** 16,
};
