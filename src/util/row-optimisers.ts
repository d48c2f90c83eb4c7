/** How embedding rows are trained. */
export const rowOptimisers = ["lazy-adam", "rowwise-adagrad"] as const;
export type RowOptimiser = (typeof rowOptimisers)[number];
