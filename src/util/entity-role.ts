const prefix = "entity-specific:";

/** The entity that alone has a feature of this role; null for every role but `entity-specific:<entity>`. */
export function entityOfRole(role: string): string | null {
  return role.startsWith(prefix) ? role.slice(prefix.length) : null;
}
