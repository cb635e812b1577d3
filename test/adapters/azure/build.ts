import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import type { FunctionFacts, SourceFacts, TargetConfig, Unit } from "unmoor/adapter";
import { adapter } from "../../../adapters/azure/index.ts";
import { functionsModule } from "../../../src/build/routes.ts";

const APP = fileURLToPath(new URL("./app.ts", import.meta.url));
export const TRIGGERS: string = fileURLToPath(new URL("./triggers.ts", import.meta.url));

/** A function of `app.ts` next to this file, by its name and route. */
export function httpUnit(functions: Readonly<Record<string, string>>, facts: Partial<Unit> = {}): Unit {
  const name = facts.name ?? "http";
  return {
    name,
    trigger: "http",
    shape: "stream",
    module: `test:functions/${name}`,
    functions: Object.entries(functions).map(([name, route]) => {
      const [methods = "", path = ""] = route.split(" ");
      return { name, trigger: "http", streaming: false, methods: methods.split(","), path };
    }),
    ...facts,
  };
}

/** An event function or a task of `triggers.ts` next to this file. */
export function eventUnit(
  name: string,
  shape: string,
  facts: Partial<FunctionFacts> & Pick<FunctionFacts, "trigger">,
): Unit {
  const { timeoutMs } = facts;
  return {
    name,
    trigger: facts.trigger,
    shape,
    module: `test:functions/${name}`,
    functions: [{ name, streaming: false, ...facts }],
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

/** Source of an event function. */
export const from = (
  kind: SourceFacts["kind"],
  facts: Omit<SourceFacts, "kind"> = {},
): Pick<FunctionFacts, "trigger" | "source"> => ({
  trigger: kind,
  source: { kind, ...facts },
});

export interface Emitted {
  readonly dir: string;
  /** Of all chunks, minified. */
  readonly bytes: number;
  remove(): Promise<void>;
}

/**
 * Writes what the build would, by hand and without slicing.
 *
 * @param main source of the main module, in place of the adapter's own
 * @param entry module that the functions come from
 */
export async function emitted(
  units: readonly Unit[],
  config: TargetConfig = { name: "app" },
  main: string = adapter.main?.(units, config) ?? "",
  entry: string = APP,
): Promise<Emitted> {
  const sources: Record<string, string> = { "test:main": main };
  for (const unit of units) {
    sources[`unmoor:unit/${unit.name}`] = adapter.entry(unit, config);
    sources[unit.module] = functionsModule(unit, entry);
  }
  const build = await rolldown({
    input: { index: "test:main" },
    cwd: dirname(APP),
    platform: "node",
    external: [...(adapter.bundle?.external ?? [])],
    resolve: { conditionNames: ["source", "import", "node", "default"] },
    plugins: [
      {
        name: "unit",
        resolveId(id, importer) {
          if (id in sources) return id;
          // A virtual module has no folder that the package's own name could be found from.
          return importer && importer in sources ? this.resolve(id, APP) : null;
        },
        load: (id) => sources[id] ?? null,
      },
    ],
  });
  const { output } = await build.generate({
    format: "esm",
    minify: true,
    comments: false,
    banner: adapter.bundle?.banner ?? "",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
  });
  await build.close();
  const dir = await mkdtemp(join(tmpdir(), "unmoor-azure-"));
  const files: Record<string, string> = { ...adapter.emit(units, config) };
  let bytes = 0;
  for (const chunk of output) {
    if (chunk.type !== "chunk") continue;
    files[`dist/${chunk.fileName}`] = chunk.code;
    bytes += Buffer.byteLength(chunk.code);
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  return { dir, bytes, remove: () => rm(dir, { recursive: true }) };
}
