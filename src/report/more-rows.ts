/** What stands under a table or list that was cut. */
export function moreRows(hidden: number): string {
  return `… and ${hidden} more, in results.json.`;
}
