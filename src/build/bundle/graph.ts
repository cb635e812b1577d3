import { isBuiltin } from "node:module";
import type { Plugin } from "rolldown";
import { VIRTUAL } from "./resolve.ts";

/** Modules of a bundle and who imports them, kept for after the bundler is closed. */
export interface Graph {
  /** Id of what a module imports, packages included; undefined for what is left outside. */
  resolve(specifier: string, importer: string): string | undefined;
  importers(id: string): readonly string[];
  /** Ids of what a module imports; of what is left outside, its specifiers. */
  imports(id: string): readonly string[];
  readonly plugin: Plugin;
}

/** A plugin that remembers the graph. */
export function recordGraph(): Graph {
  const targets = new Map<string, string>();
  const importers = new Map<string, readonly string[]>();
  const imports = new Map<string, readonly string[]>();
  return {
    resolve: (specifier, importer) => targets.get(`${importer}\n${specifier}`),
    importers: (id) => importers.get(id) ?? [],
    imports: (id) => imports.get(id) ?? [],
    plugin: {
      name: "unmoor:graph",
      async resolveId(specifier, importer, { kind }) {
        if (!importer || importer.startsWith(VIRTUAL) || isBuiltin(specifier)) return null;
        // What packages import among themselves is of no interest, and most of the graph.
        if (/[\\/]node_modules[\\/]/.test(importer)) return null;
        const found = await this.resolve(specifier, importer, { skipSelf: true, kind });
        if (found && !found.external) targets.set(`${importer}\n${specifier}`, found.id);
        return found;
      },
      buildEnd() {
        for (const id of this.getModuleIds()) {
          const info = this.getModuleInfo(id);
          if (!info) continue;
          importers.set(id, [...info.importers, ...info.dynamicImporters]);
          imports.set(id, [...info.importedIds, ...info.dynamicallyImportedIds]);
        }
      },
    },
  };
}
