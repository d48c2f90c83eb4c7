/** Why values cannot be counted by their codes: they are counted by SQL then. */
export class NotCountable extends Error {}
