import { defineConfig } from "tsup";

// Not minified: minifying drops `@__NO_SIDE_EFFECTS__`, and with it what keeps one unit's code out of another's bundle.
export default defineConfig({
  entry: {
    index: "src/index.ts",
    config: "src/build/config/define.ts",
    adapter: "src/adapter/index.ts",
    testing: "src/testing/index.ts",
    "fast-check": "src/testing/fast-check.ts",
    conformance: "src/conformance/door.ts",
    "conformance/functions": "src/conformance/app/functions.ts",
    "conformance/streaming": "src/conformance/app/streaming.ts",
    "conformance/events": "src/conformance/app/events.ts",
    vitest: "src/testing/vitest.ts",
    aws: "adapters/aws/runtime.ts",
    gcp: "adapters/gcp/runtime.ts",
    azure: "adapters/azure/runtime.ts",
    vercel: "adapters/vercel/runtime.ts",
    node: "adapters/node/runtime.ts",
    fetch: "src/fetch/index.ts",
    adapters: "adapters/index.ts",
    cli: "src/build/bin.ts",
    // The process that evaluates the app: a file of its own.
    discover: "src/build/discover/child.ts",
  },
  format: "esm",
  target: "node22",
  platform: "node",
  outDir: "dist",
  clean: ["dist/**/*.js", "dist/**/*.js.map"],
  splitting: true,
  sourcemap: true,
  dts: false,
  external: [/^unmoor(\/|$)/],
});
