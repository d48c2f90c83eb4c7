/** What stands under a table, list or chart that shows only the first `shown` of `total`; undefined when that is all. */
export function leftOut(total: number, shown: number, what = "", file = "results.json"): string | undefined {
  if (total <= shown) return undefined;
  return `… and ${total - shown} more${what === "" ? "" : ` ${what}`}, in ${file}.`;
}
