/** Ids every categorical vocabulary begins with; numeric supports begin with id 0 = null only. */
export const reservedIds = { unknown: 0, null: 1, rare: 2, firstValue: 3 } as const;
