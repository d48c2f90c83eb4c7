/** Which items users chose, in which domain: one row a positive. Users and items have the dense numbers 0 … count - 1. */
export interface Interactions {
  /** [N] */
  readonly users: Int32Array;
  /** [N] */
  readonly items: Int32Array;
  /** [N] */
  readonly domains: Int32Array;
  readonly userCount: number;
  readonly itemCount: number;
  readonly domainCount: number;
}

/** Items to be ordered for one user in one domain. */
export interface CandidateList {
  readonly user: number;
  readonly domain: number;
  /** Item numbers; several unknown items have the same number. */
  readonly items: Int32Array;
  /** Places in `items` that hold a relevant item, each once. A relevant item that the list lacks has a place of its own beyond the end. */
  readonly relevant: Int32Array;
}

/** Vectors of equal size, one after the other: [rows, size]. */
export interface Vectors {
  readonly rows: number;
  readonly size: number;
  readonly values: Float32Array;
}
