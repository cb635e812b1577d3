import { basename, dirname, join } from "node:path";
import type { TargetConfig, Unit } from "../adapter/index.ts";
import { type Bundle, bundle } from "./bundle/bundle.ts";
import type { Chunk } from "./bundle/chunk.ts";
import type { Slicer } from "./bundle/slices.ts";
import type { Texts } from "./bundle/texts.ts";
import { emitted, type Files } from "./emit.ts";
import { fault } from "./errors.ts";
import { featureFlags } from "./features.ts";
import type { BuiltTarget, BuiltUnit } from "./manifest.ts";
import type { Target } from "./options.ts";
import { pooled } from "./pool.ts";
import { functionsModule } from "./routes.ts";

export interface Building {
  readonly target: Target;
  readonly config: TargetConfig;
  readonly units: readonly Unit[];
  readonly entry: string;
  readonly slicer: Slicer;
  readonly texts: Texts;
  /** Where the target will lie. */
  readonly folder: string;
  readonly source: boolean | undefined;
  readonly external: readonly string[];
  /** `fetch: "light"`. */
  readonly light: boolean;
  /** By function, where the configuration says otherwise than the definition; milliseconds. */
  readonly timeouts: ReadonlyMap<string, number>;
}

/** A target, built and not yet written. */
export interface Made {
  readonly built: BuiltTarget;
  readonly files: Files;
  readonly warnings: readonly string[];
}

/**
 * Bundles the units of one target and collects what its provider deploys.
 *
 * @throws what `bundle` and the adapter throw; `INVALID_ADAPTER`
 */
export async function buildTarget({ target, config, units, entry, slicer, light, ...rest }: Building): Promise<Made> {
  const { name, adapter, file: tool } = target;
  const files = new Map<string, string | Uint8Array>(Object.entries(adapter.emit(units, config)));
  const warnings = new Set<string>();

  const bundleUnits = async (some: readonly Unit[], input: string, main?: string): Promise<[string, Bundle]> => {
    const written = new Map(main === undefined ? [] : [[input, main]]);
    for (const unit of some) {
      written.set(`unmoor:${main === undefined ? "entry" : "unit"}/${unit.name}`, adapter.entry(unit, config));
      written.set(unit.module, functionsModule(unit, entry, rest.timeouts));
    }
    const path = adapter.file(some[0] as Unit, config);
    const slices = await slicer.of(some);
    const result = await bundle({
      input,
      sources: { written, ...slices },
      texts: rest.texts,
      file: join(rest.folder, path),
      entry,
      tools: tool === undefined ? [] : [tool],
      source: rest.source,
      external: [...(adapter.bundle?.external ?? []), ...rest.external],
      banner: adapter.bundle?.banner,
      define: featureFlags(some),
      light,
    });
    for (const [at, content] of result.files) {
      const place = join(dirname(path), at).replaceAll("\\", "/");
      if (files.has(place) && files.get(place) !== content)
        throw fault("INVALID_ADAPTER", `the adapter "${adapter.name}" writes ${place} twice`);
      files.set(place, content);
    }
    // With one unit there is nobody to keep them from.
    if (units.length > 1)
      for (const [file, { effects }] of slices.common)
        for (const { line, text } of effects)
          warnings.add(`${basename(file)}:${line} runs in every unit, since no function stands for it: ${text}`);
    return [path, result];
  };
  const report = (unit: Unit, path: string, { chunks }: Bundle, starts: readonly string[]): BuiltUnit => {
    const loaded = closure(starts, chunks);
    for (const { lingering } of loaded)
      for (const { package: other, chain } of lingering)
        warnings.add(
          `the package "${other}" is in ${name} ${unit.name} for its side effects alone: ${chain.join(" → ")}`,
        );
    const { trigger, shape, functions } = unit;
    const sha256 = chunks.get(basename(path))?.sha256 ?? "";
    return { name: unit.name, trigger, shape, functions, file: path, ...sum(loaded), sha256 };
  };

  let built: BuiltUnit[];
  if (adapter.pack === "app") {
    const main = adapter.main?.(units, config);
    if (main === undefined)
      throw fault("INVALID_ADAPTER", `the adapter "${adapter.name}" packs one app and has no main()`);
    const [path, result] = await bundleUnits(units, "unmoor:main", main);
    built = units.map((unit) => {
      const own = [...result.chunks].find(([, { lazy }]) => lazy === `unmoor:unit/${unit.name}`);
      return report(unit, path, result, [basename(path), ...(own ? [own[0]] : [])]);
    });
  } else
    built = await pooled(units, 8, async (unit) => {
      const [path, result] = await bundleUnits([unit], `unmoor:entry/${unit.name}`);
      return report(unit, path, result, [basename(path)]);
    });
  for (const path of files.keys())
    if (/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(path))
      throw fault("INVALID_ADAPTER", `the adapter "${adapter.name}" writes outside its folder: ${path}`);
  const { name: provider, pack } = adapter;
  return { built: { adapter: provider, pack, units: built, files: emitted(files) }, files, warnings: [...warnings] };
}

/** The chunks that are loaded at once with some of them. */
function closure(starts: readonly string[], chunks: ReadonlyMap<string, Chunk>): Chunk[] {
  const names = new Set(starts);
  for (const name of names)
    for (const other of chunks.get(name)?.imports ?? []) if (chunks.has(other)) names.add(other);
  return [...names].flatMap((name) => chunks.get(name) ?? []);
}

function sum(chunks: readonly Chunk[]): Pick<BuiltUnit, "bytes" | "gzip" | "sizes"> {
  const sizes: Record<string, number> = {};
  for (const chunk of chunks)
    for (const [name, bytes] of Object.entries(chunk.sizes)) sizes[name] = (sizes[name] ?? 0) + bytes;
  const add = (key: "bytes" | "gzip"): number => chunks.reduce((total, chunk) => total + chunk[key], 0);
  return { bytes: add("bytes"), gzip: add("gzip"), sizes };
}
