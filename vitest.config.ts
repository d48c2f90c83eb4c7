import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["wasm/build.mjs", "test/support/scratch.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    // Some hooks compile the project, on machines that may do other work.
    hookTimeout: 180_000,
  },
});
