// npm test: format, lint, types, kernels, build, tests, smoke pipeline. Every step but vitest counts as one test.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "domainlens-test-"));
const vitestResult = join(folder, "vitest.json");
const bin = (name) => join("node_modules", name);

/** Each step: a name and the arguments for node. */
const steps = [
  { name: "format", args: [bin("prettier/bin/prettier.cjs"), "--check", "."] },
  { name: "lint", args: [bin("oxlint/bin/oxlint"), "--report-unused-disable-directives"] },
  { name: "types", args: [bin("typescript/bin/tsc"), "--noEmit", "-p", "tsconfig.json"] },
  { name: "kernels", args: ["wasm/build.mjs"] },
  { name: "build", args: [bin("typescript/bin/tsc"), "-p", "tsconfig.build.json"] },
  {
    name: "vitest",
    args: [
      bin("vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${vitestResult}`,
    ],
  },
  { name: "smoke", args: ["dist/cli/main.js", "audit", "pipelines/smoke.yaml", "--runs-dir", join(folder, "runs")] },
];

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}

/** Counts of vitest's report; a run that broke before any test failed is one failure. */
function vitestCounts(ok) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(vitestResult, "utf8"),
    );
    const failed = numFailedTests === 0 && !ok ? 1 : numFailedTests;
    return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
for (const { name, args } of steps) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const ok = await run(args);
  const counts = name === "vitest" ? vitestCounts(ok) : { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  for (const key of Object.keys(total)) total[key] += counts[key];
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  lines.push(`${counts.failed === 0 ? "ok    " : "FAILED"} ${name.padEnd(8)} ${seconds.padStart(7)} s`);
  console.log(lines.at(-1));
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${lines.join("\n")}`);
console.log(`tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
