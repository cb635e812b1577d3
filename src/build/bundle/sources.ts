import type { Plugin } from "rolldown";
import type { Slice } from "../slice/index.ts";
import { VIRTUAL } from "./resolve.ts";

type Slices = ReadonlyMap<string, Slice>;

/** Modules by id that the bundler gets from us: what the build writes, and the app's sliced modules. */
export interface Sources {
  /** Specifier (`unmoor:entry/http`) → source. */
  readonly written: ReadonlyMap<string, string>;
  /** Slices by file that everything in the bundle shares. */
  readonly common: Slices;
  /** Slices by unit and file, where a bundle has several units. */
  readonly units: ReadonlyMap<string, Slices>;
}

const query = "?unmoor=";

/**
 * Serves them. A unit's slice of a file is a module of its own, `functions.ts?unmoor=http`: with one app of many units
 * each lazy chunk holds its own part only.
 */
export function sourcesPlugin(sources: Sources): Plugin {
  const { written, common, units } = sources;
  const files = [...new Set([common, ...units.values()].flatMap((slices) => [...slices.keys()]))].map(
    (file) => new RegExp(`^${file.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(\\?|$)`),
  );
  const unitOf = (importer: string | undefined): string | undefined =>
    importer?.startsWith(`${VIRTUAL}unmoor:functions/`)
      ? importer.slice(`${VIRTUAL}unmoor:functions/`.length)
      : importer?.split(query)[1];
  return {
    name: "unmoor:sources",
    resolveId: {
      order: "pre",
      // A call from the bundler for each import of each package costs more than all the rest.
      ...(units.size === 0 && { filter: { id: /^unmoor:/ } }),
      async handler(specifier, importer, { kind }) {
        if (written.has(specifier)) return `${VIRTUAL}${specifier}`;
        const unit = unitOf(importer);
        const slices = unit !== undefined && units.get(unit);
        if (!slices) return null;
        const found = await this.resolve(specifier, importer?.split(query)[0], { skipSelf: true, kind });
        if (!found || found.external || !slices.has(found.id) || common.has(found.id)) return found;
        return { ...found, id: `${found.id}${query}${unit}` };
      },
    },
    load: {
      filter: { id: [/^\0unmoor:/, ...files] },
      handler(id) {
        if (id.startsWith(VIRTUAL)) {
          const code = written.get(id.slice(1));
          return code === undefined ? null : { code, moduleType: "js" };
        }
        const slice = sliceOf(id, sources);
        if (!slice) return null;
        const type = /\.[cm]?([jt]sx?)$/.exec(fileOf(id))?.[1] as "js" | undefined;
        return { code: slice.code, moduleType: type ?? "js" };
      },
    },
  };
}

/** The slice that a module is, if it is one. */
export function sliceOf(id: string, { common, units }: Sources): Slice | undefined {
  const [file = "", unit] = id.split(query);
  return unit === undefined ? common.get(file) : units.get(unit)?.get(file);
}

/** The file of a module that may be a slice. */
export const fileOf = (id: string): string => id.split(query)[0] as string;
