import { type Slice, slicer, type Wanted } from "./slice.ts";

/** How the plan reaches modules; the slicer itself reads no file. */
export interface Modules {
  load(id: string): string | Promise<string>;
  /** The id of a module of the user's; undefined for what is not to be looked into: packages, builtins, unresolved. */
  resolve(specifier: string, importer: string): string | undefined | Promise<string | undefined>;
}

/**
 * Slices the entry and the local modules that it re-exports from, transitively (`export *` too), each to what the rest of
 * the bundle asks it for. Every other module is left to the bundler; when one of them imports from an entry module, the
 * names it imports are wanted too.
 *
 * @param wanted the exports of the entry that a unit needs
 * @returns the slices by module id; the bundler loads every other module as it is
 * @throws what `load` and `resolve` throw
 * @example
 * const slices = await plan("/app/functions.ts", new Set(["hello"]), { load: (id) => readFile(id, "utf8"), resolve });
 */
export async function plan(entry: string, wanted: Wanted, modules: Modules): Promise<ReadonlyMap<string, Slice>> {
  const { load, resolve } = modules;
  const { cutters, targets } = caches.get(modules) ?? { cutters: new Map(), targets: new Map() };
  caches.set(modules, { cutters, targets });
  const cutter = (id: string): Promise<Cutter> => cached(cutters, id, async () => slicer(await load(id), id));
  const find = (specifier: string, importer: string): Promise<string | undefined> =>
    cached(targets, JSON.stringify([specifier, importer]), async () => {
      const id = await resolve(specifier, importer);
      return id !== undefined && sliceable(id) ? id : undefined;
    });
  const cut = async (id: string, names: Wanted): Promise<Slice> => (await cutter(id))(names);

  const chain = new Set([entry]);
  for (const id of chain)
    for (const { specifier } of (await cut(id, "all")).reexports) {
      const target = await find(specifier, id);
      if (target !== undefined) chain.add(target);
    }

  const wants = new Map<string, Wanted>();
  const slices = new Map<string, Slice>();
  const todo: string[] = [];
  const ask = (id: string, names: Wanted): void => {
    // A module outside the chain is never cut: the bundler sees to it.
    const before = wants.get(id);
    const after = chain.has(id) ? union(before, names) : "all";
    if (before === after) return;
    wants.set(id, after);
    todo.push(id);
  };

  ask(entry, wanted);
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const made = await cut(id, wants.get(id) ?? "all");
    slices.set(id, made);
    for (const { specifier, names } of made.imports) {
      const target = await find(specifier, id);
      if (target !== undefined) ask(target, names === "namespace" ? "all" : new Set(names === "bare" ? [] : names));
    }
    for (const { specifier, names } of made.reexports) {
      const target = await find(specifier, id);
      if (target === undefined) continue;
      if (names !== "*")
        ask(target, names.some((each) => each.imported === "*") ? "all" : new Set(names.map((each) => each.imported)));
      // `export *` hands on everything but the default export.
      else ask(target, wants.get(id) === "all" ? "all" : new Set(made.missing.filter((each) => each !== "default")));
    }
  }
  return new Map([...slices].filter(([id]) => chain.has(id)));
}

type Cutter = ReturnType<typeof slicer>;

interface Cache {
  readonly cutters: Map<string, Promise<Cutter>>;
  readonly targets: Map<string, Promise<string | undefined>>;
}

/** The units of one build share their modules: each is parsed once for as long as the build holds its `Modules`. */
const caches: WeakMap<Modules, Cache> = new WeakMap();

function union(before: Wanted | undefined, names: Wanted): Wanted {
  if (before === "all" || names === "all") return "all";
  if (before && [...names].every((each) => before.has(each))) return before;
  return new Set([...(before ?? []), ...names]);
}

function sliceable(id: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(id) && !/[\\/]node_modules[\\/]/.test(id);
}

function cached<T>(cache: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = cache.get(key) ?? make();
  cache.set(key, known);
  return known;
}
