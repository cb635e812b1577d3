import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { adapter } from "../../../adapters/gcp/index.ts";
import type { TargetConfig, Unit } from "../../../src/adapter/index.ts";

export interface Bundle {
  readonly dir: string;
  /** Of `index.mjs`. */
  readonly bytes: number;
  remove(): Promise<void>;
}

/**
 * What the build will write for gcp, by hand: the adapter's entry bundled around one module of functions, with the
 * files that it emits.
 *
 * @param module exports `routes`
 */
export function bundle(shape: "function" | "service", module: URL, timeoutMs?: number): Promise<Bundle> {
  return bundleUnit(
    {
      name: "http",
      trigger: "http",
      shape,
      functions: [],
      module: fileURLToPath(module),
      ...(timeoutMs !== undefined && { timeoutMs }),
    },
    { name: "smoke" },
  );
}

/** The same of any unit. */
export async function bundleUnit(unit: Unit, config: TargetConfig): Promise<Bundle> {
  const dir = await mkdtemp(join(tmpdir(), "unmoor-gcp-"));
  for (const [path, text] of Object.entries(adapter.emit([unit], config))) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  // In the root, where "unmoor/gcp" is this package's own name.
  const entry = fileURLToPath(new URL("../../../entry.virtual.ts", import.meta.url));
  const build = await rolldown({
    input: entry,
    platform: "node",
    resolve: { conditionNames: ["source", "import", "node", "default"] },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? adapter.entry(unit, config) : undefined),
      },
    ],
  });
  // What is loaded lazily lies beside it.
  const { output } = await build.write({
    dir: join(dir, dirname(adapter.file(unit, config))),
    entryFileNames: "index.mjs",
    chunkFileNames: "[name].mjs",
    format: "esm",
    minify: true,
  });
  await build.close();
  return { dir, bytes: Buffer.byteLength(output[0].code), remove: () => rm(dir, { recursive: true }) };
}
