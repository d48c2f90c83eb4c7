import { expect, it } from "vitest";
import { parseBytes, resolveResources } from "../../src/config/resources.ts";

it.each([
  ["4GB", 4e9],
  ["1.5 GB", 1.5e9],
  ["800MB", 8e8],
  ["2GiB", 2 ** 31],
  ["1MiB", 2 ** 20],
])("reads %s as %d bytes", (size, bytes) => {
  expect(parseBytes(size)).toBe(bytes);
});

it("takes auto threads from the machine, at least one", () => {
  expect(resolveResources({ memory: "1GB", threads: "auto", device: "cpu" }).threads).toBeGreaterThanOrEqual(1);
});
