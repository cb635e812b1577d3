import { basename, dirname } from "node:path";
import { type RolldownOutput, rolldown } from "rolldown";
import { type BuildError, throwAll } from "../errors.ts";
import { type Chunk, legalText, measure } from "./chunk.ts";
import { bundleFault, bundleFaults } from "./faults.ts";
import { builtinsPlugin, lightGlobals } from "./light.ts";
import { type Lingering, lingering } from "./lingering.ts";
import { isProvider, type ResolveOptions, resolvePlugin } from "./resolve.ts";
import { packageOf } from "./sizes.ts";
import { fileOf, type Sources, sliceOf, sourcesPlugin } from "./sources.ts";
import type { Texts } from "./texts.ts";

export interface BundleOptions extends ResolveOptions {
  readonly sources: Sources;
  readonly texts: Texts;
  /** Specifier of the module to start from. */
  readonly input: string;
  /** Where the bundle goes: absolute, for the paths in its source map. */
  readonly file: string;
  readonly external: readonly string[];
  readonly banner?: string | undefined;
  /** Identifier → what stands in its place. */
  readonly define?: Readonly<Record<string, string>>;
  /** Free `Request`, `Response`, `Headers` and `fetch` are those of src/fetch. */
  readonly light?: boolean;
}

export interface Bundle {
  /** Path relative to the folder of `file` → content: chunks, source maps, legal comments. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly chunks: ReadonlyMap<string, Chunk>;
}

/**
 * Bundles one unit, or one app with a lazy chunk a unit: ESM for Node 22, minified, with its source map and its legal
 * comments beside it.
 *
 * @throws `UNRESOLVED_IMPORT`, `MISSING_PROVIDER_PACKAGE`, `PARSE_ERROR`, `MISSING_EXPORT`, `BUNDLE_FAILED`
 */
export async function bundle(options: BundleOptions): Promise<Bundle> {
  const { sources, texts, input, file, external, banner, entry, define = {}, light = false } = options;
  const ours = (id: string): boolean => isProvider(id, options);
  const faults: BuildError[] = [];
  const idle = new Map<string, readonly Lingering[]>();
  let output: RolldownOutput["output"];
  try {
    await using build = await rolldown({
      input,
      cwd: dirname(entry),
      platform: "node",
      external: [...external],
      transform: {
        target: "node22",
        define: { ...define, UNMOOR_LIGHT: light ? "true" : "undefined" },
        ...(light && { inject: { ...lightGlobals } }),
      },
      plugins: [
        ...(light ? [builtinsPlugin()] : []),
        sourcesPlugin(sources),
        resolvePlugin(options),
        {
          name: "unmoor:lingering",
          generateBundle(_options, output) {
            const graph = {
              importers: (id: string) => {
                const { importers = [], dynamicImporters = [] } = this.getModuleInfo(id) ?? {};
                return [...importers, ...dynamicImporters];
              },
              code: (id: string) => sliceOf(id, sources)?.code ?? texts.of(id),
              isRoot: (id: string) => fileOf(id) === entry,
              label: (id: string) => packageOf(id) ?? basename(fileOf(id)),
            };
            for (const item of Object.values(output))
              if (item.type === "chunk") idle.set(item.fileName, lingering(item.modules, graph));
          },
        },
      ],
      onLog(_level, log) {
        const found = bundleFault(log, ours);
        if (found) faults.push(found);
      },
    });
    ({ output } = await build.generate({
      dir: dirname(file),
      entryFileNames: basename(file),
      chunkFileNames: "chunks/[name]-[hash].mjs",
      format: "esm",
      minify: true,
      sourcemap: true,
      comments: false,
      sourcemapPathTransform: fileOf,
      ...(banner !== undefined && { postBanner: banner }),
    }));
    throwAll(faults);
  } catch (thrown) {
    if (faults.includes(thrown as BuildError)) throw thrown;
    const all = [...faults, ...bundleFaults(thrown, ours)];
    throwAll([...new Map(all.map((each) => [`${each.message}${each.where}`, each])).values()]);
    throw thrown;
  }
  const files = new Map<string, string | Uint8Array>();
  const chunks = new Map<string, Chunk>();
  for (const item of output) {
    files.set(item.fileName, item.type === "chunk" ? item.code : item.source);
    if (item.type !== "chunk") continue;
    const legal = legalText(item, texts);
    if (legal) files.set(`${item.fileName}.LEGAL.txt`, legal);
    chunks.set(item.fileName, await measure(item, dirname(file), idle.get(item.fileName) ?? []));
  }
  return { files, chunks };
}
