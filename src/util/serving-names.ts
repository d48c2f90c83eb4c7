/** Outputs of exported models. */
export const modelOutputs: readonly string[] = ["logit", "probability"];

/** The output of exported towers. */
export const towerOutput = "vector";

/** The input of exported models and towers with the domains. */
export const domainInput = ":domain";

/** The input with the lengths of a sequence. */
export function lengthName(sequence: string): string {
  return `${sequence}:length`;
}

/** What the user tower reads of the user's own items. @param item the feature with the item's id */
export function historyName(item: string): string {
  return `history of ${item}`;
}

/** What the item tower reads of the users who chose the item. @param user the feature with the user's id */
export function audienceName(user: string): string {
  return `${user} who chose it`;
}

/** What the item tower reads of how often a domain's users chose the item. */
export function clicksName(domain: string): string {
  return `clicks in ${domain}`;
}

/** Whether a name begins as those of our own columns (_) and inputs (:) do. */
export function beginsAsOurs(name: string): boolean {
  return /^[_:]/.test(name);
}
