import { readFileSync } from "node:fs";
import { run } from "./run.ts";
import { installRuntimes } from "./runtimes.ts";

/** Every gate of the project, each one command; vitest counts its own tests. */
const gates: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ["format and lint", "biome", "check", "--error-on-warnings", "."],
  ["types", "tsc", "--noEmit", "-p", "."],
  ["docs/errors.md", "node", "--conditions=source", "scripts/errors.ts", "--check"],
  ["build", "npm", "run", "--silent", "build"],
  ["publint", "publint", "run", "--strict"],
  ["are the types wrong", "attw", "--pack", ".", "--profile", "esm-only"],
];
const results = "test-results/vitest.json";

await installRuntimes();
let passed = 0;
let failed = 0;
for (const [name, command, ...args] of gates) {
  const started = Date.now();
  const { ok } = await run(command, args, { quiet: true });
  console.log(`${ok ? "✓" : "✗"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (ok) passed++;
  else failed++;
}
const { ok } = await run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`]);
const counts = JSON.parse(readFileSync(results, "utf8")) as {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
};
passed += counts.numPassedTests;
// A file that cannot be loaded has no failed test in it.
failed += counts.numFailedTests || (ok ? 0 : 1);

const matrix = await run("node", ["--conditions=source", "scripts/matrix.ts", ...(process.env.CI ? ["--check"] : [])]);
if (matrix.ok) passed++;
else failed++;

console.log(`${passed} passed, ${failed} failed${counts.numPendingTests ? `, ${counts.numPendingTests} skipped` : ""}`);
process.exitCode = failed ? 1 : 0;
