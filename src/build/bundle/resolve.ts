import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "rolldown";

/** Marks ids of modules that are in no file. */
export const VIRTUAL = "\0";

export interface ResolveOptions {
  /** The app's module: where the user's packages are looked for. */
  readonly entry: string;
  /** Files of adapters from outside. */
  readonly tools: readonly string[];
  readonly source: boolean | undefined;
}

/** The root of the package that holds a file. */
export function packageRoot(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Our own package: what runs now. */
export const ownRoot: string = packageRoot(fileURLToPath(import.meta.url)) as string;

/** Whether a file is of an adapter: one of ours, or beside the module that is given as a target. */
export function isProvider(file: string, { entry, tools }: ResolveOptions): boolean {
  const roots = tools.map((tool) => dirname(tool)).filter((root) => !entry.startsWith(join(root, "/")));
  return [...["src", "adapters", "dist"].map((folder) => join(ownRoot, folder)), ...roots].some((root) =>
    file.startsWith(join(root, "/")),
  );
}

/**
 * Finds `unmoor` for the modules that the build writes (they are in no file) and for the app: one copy, the app's where
 * it has one. What provider packages our own runtimes import is looked for beside the app, too.
 *
 * The condition `source` is for our package alone: others publish it for files they do not ship.
 */
export function resolvePlugin(options: ResolveOptions): Plugin {
  const { entry, source } = options;
  return {
    name: "unmoor:resolve",
    resolveId: {
      // Bare specifiers: the bundler finds relative ones itself.
      filter: { id: /^[^./\\\0]/ },
      async handler(specifier, importer, { kind }) {
        if (specifier.startsWith("node:") || builtinModules.includes(specifier)) return null;
        const virtual = !importer || importer.startsWith(VIRTUAL);
        if (/^unmoor(\/|$)/.test(specifier)) {
          const manifest =
            (await this.resolve("unmoor/package.json", entry, { skipSelf: true }))?.id ?? join(ownRoot, "package.json");
          const id = ownModule(manifest, specifier, source);
          return id ? { id, moduleSideEffects: false } : null;
        }
        if (/^[A-Za-z]+:/.test(specifier)) return null;
        const found = await this.resolve(specifier, virtual ? entry : importer, { skipSelf: true, kind });
        if (found || virtual) return found;
        return isProvider(importer, options) ? this.resolve(specifier, entry, { skipSelf: true, kind }) : null;
      },
    },
  };
}

function ownModule(manifest: string, specifier: string, source: boolean | undefined): string | undefined {
  const { exports } = JSON.parse(readFileSync(manifest, "utf8")) as { exports: Record<string, Record<string, string>> };
  const conditions = exports[`.${specifier.slice("unmoor".length)}`] ?? {};
  const [ts = "", js = ""] = [conditions.source, conditions.default].map(
    (path) => path && join(dirname(manifest), path),
  );
  return (source ?? existsSync(ts)) ? ts : js || undefined;
}
