/** Whether a file is to be read as gzip, which its name says in either case: the scan and the SQL engine must agree on it. */
export function isGzipped(path: string): boolean {
  return /\.gz$/i.test(path);
}
