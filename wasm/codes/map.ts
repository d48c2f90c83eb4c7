/** Numbers of `count` that are `wanted`. */
export function countEqual(numbers: usize, count: i32, wanted: u32): i32 {
  let equal = 0;
  const end = numbers + ((<usize>count) << 2);
  for (; numbers < end; numbers += 4) equal += i32(load<u32>(numbers) == wanted);
  return equal;
}

/** Replaces codes by what `map` has for them. Returns 0 where one is not below `size`, and reads nothing beyond it. */
export function translate(codes: usize, count: i32, map: usize, size: u32): i32 {
  const end = codes + ((<usize>count) << 2);
  for (; codes < end; codes += 4) {
    const code = load<u32>(codes);
    if (code >= size) return 0;
    store<u32>(codes, load<u32>(map + ((<usize>code) << 2)));
  }
  return 1;
}

/** Writes the 64-bit numbers that codes stand for. Returns 0 where a code is not below `size`. */
export function pick(codes: usize, count: i32, dictionary: usize, size: u32, to: usize): i32 {
  const end = codes + ((<usize>count) << 2);
  for (; codes < end; codes += 4, to += 8) {
    const code = load<u32>(codes);
    if (code >= size) return 0;
    store<u64>(to, load<u64>(dictionary + ((<usize>code) << 3)));
  }
  return 1;
}
