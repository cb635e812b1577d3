import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import type { TargetConfig, Unit } from "unmoor/adapter";
import { adapter } from "../../../adapters/vercel/index.ts";
import { functionsModule } from "../../../src/build/routes.ts";
import * as app from "./app.ts";

const MODULE = "unmoor:unit";
const ENTRY = "unmoor:entry";
const HERE = fileURLToPath(new URL(".", import.meta.url));

const routes: Readonly<Record<keyof typeof app, { readonly route: string }>> = app;

/** A unit of HTTP functions of `app.ts` next to this file. */
export function httpUnit(names: readonly (keyof typeof app)[], facts: Partial<Unit> = {}): Unit {
  return {
    name: "http",
    trigger: "http",
    shape: "fetch",
    module: MODULE,
    functions: names.map((name) => {
      const [methods = "", path = ""] = routes[name].route.split(" ");
      return { name, trigger: "http", streaming: false, methods: methods.split(","), path };
    }),
    ...facts,
  };
}

/**
 * The minified bundle of a unit, as text: what the build does, without slicing.
 *
 * @param app file next to this one that has the functions
 */
export async function bundle(unit: Unit, config: TargetConfig, app = "app.ts"): Promise<string> {
  const path = join(HERE, app);
  const sources: Record<string, string> = {
    [ENTRY]: adapter.entry(unit, config),
    [MODULE]: functionsModule(unit, path),
  };
  const build = await rolldown({
    input: ENTRY,
    cwd: HERE,
    platform: "node",
    resolve: { conditionNames: ["source", "import", "node"] },
    plugins: [
      {
        name: "unit",
        resolveId(id, importer) {
          if (id in sources) return id;
          // A virtual module has no folder that the package's own name could be found from.
          return importer === ENTRY ? this.resolve(id, path) : null;
        },
        load: (id) => sources[id] ?? null,
      },
    ],
  });
  const { output } = await build.generate({ format: "esm", minify: true });
  await build.close();
  return output[0].code;
}

/** Writes what the build would, by hand: `dir` is the target's folder. */
export async function emitted(
  units: readonly Unit[],
  config: TargetConfig = { name: "app" },
): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "unmoor-vercel-"));
  const files: Record<string, string> = { ...adapter.emit(units, config) };
  for (const unit of units)
    files[adapter.file(unit, config)] = await bundle(unit, config, unit.trigger === "http" ? "app.ts" : "events.ts");
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  return { dir, remove: () => rm(dir, { recursive: true }) };
}
