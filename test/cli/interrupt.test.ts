import { expect, it, vi } from "vitest";
import { InterruptedError, withInterrupt } from "../../src/cli/interrupt.ts";

it.each(["SIGINT", "SIGTERM"] as const)("aborts the work on %s and ends with exit code 130", async (signal) => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const work = withInterrupt(
    (abort) => new Promise((_, reject) => abort.addEventListener("abort", () => reject(new Error("stopped")))),
  );
  process.emit(signal);
  await expect(work).rejects.toBeInstanceOf(InterruptedError);
  await expect(work).rejects.toMatchObject({ exitCode: 130, cause: { message: "stopped" } });
  vi.restoreAllMocks();
});

it("leaves no listener behind and passes results and errors on", async () => {
  const before = process.listenerCount("SIGINT");
  expect(await withInterrupt(() => Promise.resolve(7))).toBe(7);
  await expect(withInterrupt(() => Promise.reject(new Error("own")))).rejects.toThrow("own");
  expect(process.listenerCount("SIGINT")).toBe(before);
});
