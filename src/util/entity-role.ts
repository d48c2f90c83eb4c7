/** The column that `dataset.entities` gives every row: the name of the entity whose files hold it. */
export const entityColumn = "entity";

const prefix = "entity-specific:";

/** The entity of a feature's role `entity-specific:<entity>`; undefined for every other role. */
export function entityOfRole(role: string): string | undefined {
  return role.startsWith(prefix) ? role.slice(prefix.length) : undefined;
}
