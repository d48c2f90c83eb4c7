/** What a dataset adds columns by. */
interface Additions {
  readonly joins: readonly { readonly take: Readonly<Record<string, string>> }[];
  readonly explode?: { readonly as: string } | undefined;
}

/** A column that the config adds to those of the files, and the key that gives it its name. */
export interface AddedColumn {
  readonly name: string;
  readonly key: readonly (string | number)[];
}

/** What joins take, then the element of an exploded list. */
export function addedColumns({ joins, explode }: Additions): AddedColumn[] {
  const taken = joins.flatMap(({ take }, j) =>
    Object.keys(take).map((name) => ({ name, key: ["dataset", "joins", j, "take"] })),
  );
  return explode === undefined ? taken : [...taken, { name: explode.as, key: ["dataset", "explode", "as"] }];
}
