import { expect, it } from "vitest";
import { memoryBudget, requireMemory } from "../../src/dag/memory.ts";

const limits = { memoryBytes: 4e9, threads: 2 };
const tables = { what: "tables", bytes: 1e9 };

it("gives the SQL engine what the parts leave, less what it takes beyond its limit", () => {
  const without = memoryBudget(limits, []);
  const { engine } = memoryBudget(limits, [tables]);
  expect(without.engine - engine).toBeCloseTo(1e9 / 1.3, -1);
});

it("adds up to the memory when the engine goes beyond its limit by 30 percent", () => {
  const { parts, engine } = memoryBudget(limits, [tables]);
  const kept = parts.filter(({ what }) => !what.includes("SQL")).reduce((sum, { bytes }) => sum + bytes, 0);
  expect(kept + 1.3 * engine).toBeCloseTo(4e9, -1);
});

it("never gives the SQL engine less than it works with", () => {
  const least = memoryBudget({ memoryBytes: 0, threads: 1 }, []).engine;
  expect(memoryBudget({ memoryBytes: 1e9, threads: 1 }, [{ what: "tables", bytes: 5e9 }]).engine).toBe(least);
  expect(least).toBeGreaterThan(1e8);
});

it("accepts what just fits", () => {
  const { needed } = memoryBudget(limits, [tables]);
  const fitting = { memoryBytes: needed, threads: 2 };
  expect(() => requireMemory("rank", fitting, memoryBudget(fitting, [tables]))).not.toThrow();
});

it("refuses what does not, with the parts and what to set", () => {
  const small = { memoryBytes: 1.5e9, threads: 2 };
  const budget = memoryBudget(small, [tables]);
  expect(() => requireMemory("train-base", small, budget)).toThrow(
    expect.objectContaining({
      code: "resources",
      details: {
        what: expect.stringMatching(/train-base needs 1\.68 GB of memory: the process .* tables 1\.00 GB/) as unknown,
        value: "1.50 GB",
        remedy: expect.stringMatching(/resources\.memory .* at least 1\.7GB/) as unknown,
      },
    }),
  );
});
