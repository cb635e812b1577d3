import { defineConfig } from "vitest/config";

// The same export condition as in tsconfig.json: tests run from source, by the package's own name.
const conditions = ["source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    exclude: ["**/node_modules/**"],
    // What hangs is still found; a machine that is busy with something else fails nothing.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // By default one core is left free, which is half of a machine with two.
    maxWorkers: "100%",
    // Scenarios in process wait far more than they work: timers of deadlines, streams and waitUntil.
    maxConcurrency: 16,
  },
});
