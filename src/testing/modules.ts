import type { Real } from "./io.ts";

interface Worker {
  /** Modules that have been asked for and are not there yet. */
  readonly resolvingModules?: ReadonlySet<string>;
}

/**
 * Modules on their way to vitest's worker. It asks for them over a connection of its own, so nothing in Node tells that
 * an `import()` in a scope waits; this list is what vitest's own `vi.dynamicImportSettled` looks at. Node's own loader
 * needs no help: it reads files at once, or as any file is read.
 */
export function moduleLoads(): Real | undefined {
  const worker = (globalThis as { readonly __vitest_worker__?: Worker }).__vitest_worker__;
  return (
    worker && {
      kind: "work",
      what: "modules that vitest loads",
      lasting: true,
      busy: () => !!worker.resolvingModules?.size,
    }
  );
}
