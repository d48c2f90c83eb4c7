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

/** Items of one user in one domain. */
export interface UserItems {
  readonly user: number;
  readonly domain: number;
  readonly items: Int32Array;
}

/** Items to be ordered for one user in one domain; unknown items share a number. */
export interface CandidateList extends UserItems {
  /** Places in `items` that hold a relevant item, each once. A relevant item that the list lacks has a place of its own beyond the end. */
  readonly relevant: Int32Array;
}

/** Vectors of equal size, one after the other: [rows, size]. */
export interface Vectors {
  readonly rows: number;
  readonly size: number;
  readonly values: Float32Array;
}
