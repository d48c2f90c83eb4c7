/** Adds 1 to a cell. */
export function add(counts: usize, cell: u32): void {
  const at = counts + ((<usize>cell) << 2);
  store<u32>(at, load<u32>(at) + 1);
}
