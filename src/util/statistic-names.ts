/** What can be counted of a value in the training split. */
export const statisticNames = ["impressions", "clicks", "ctr"] as const;

/** Where it is counted: in the row's domain, or in all of them. */
export const statisticScopes = ["domain", "all"] as const;
