import { dirname, relative } from "node:path";
import type { FunctionFacts, Unit } from "../../adapter/index.ts";
import type { Graph } from "../bundle/graph.ts";
import type { Slicer } from "../bundle/slices.ts";
import type { Texts } from "../bundle/texts.ts";
import { createDefinitions } from "./definition.ts";
import type { Place } from "./finding.ts";
import { createLines } from "./lines.ts";
import { type Below, createOutsides } from "./outside.ts";
import { keptOf, type Uses, usesOf } from "./uses/uses.ts";

/** A module of the app that a function reaches. */
export interface Module {
  readonly uses: Uses;
  place(at: number): Place;
}

/** A package or built-in module that a function reaches, by the shortest way. */
export interface Outside extends Below {
  /** The import in the user's own code. */
  readonly place: Place;
}

/** What a function's code is. */
export interface Reach {
  /** Where it is defined, and its options. */
  readonly place: Place | undefined;
  readonly options: ReadonlyMap<string, Place>;
  readonly modules: readonly Module[];
  readonly outside: readonly Outside[];
}

/** Looks at the code of functions, each cut down to what it reaches. */
export interface Reacher {
  of(fn: FunctionFacts): Promise<Reach>;
}

/** Makes one for an app; modules that functions share are looked at once. */
export function createReacher(entry: string, graph: Graph, slicer: Slicer, texts: Texts): Reacher {
  const whole = new Map<string, Uses>();
  const reaches = new Map<string, Promise<Reach>>();
  const lines = createLines(texts);
  const outsides = createOutsides(graph);
  const definitions = createDefinitions(entry, graph, texts);
  const label = (id: string): string => relative(dirname(entry), id).replaceAll("\\", "/");
  const read = (file: string): Uses => {
    const uses = whole.get(file) ?? usesOf(file, texts.of(file));
    whole.set(file, uses);
    return uses;
  };

  const look = async (fn: FunctionFacts): Promise<Reach> => {
    const { common } = await slicer.of([{ functions: [fn] } as unknown as Unit]);
    const modules: Module[] = [];
    const outside = new Map<string, Outside>();
    const seen = new Set([entry]);
    // Breadth first: the first way to a module is the shortest.
    const todo: { readonly id: string; readonly before: readonly string[] }[] = [{ id: entry, before: [] }];
    for (const { id, before } of todo) {
      if (!/\.[cm]?[jt]sx?$/.test(id)) continue;
      const slice = common.get(id);
      const uses = slice ? keptOf(read(id), slice.code, texts.of(id)) : read(id);
      const place = (at: number): Place => lines.place(id, at);
      modules.push({ uses, place });
      const chain = [...before, label(id)];
      const real = new Set(graph.imports(id));
      for (const { specifier, at } of uses.imports) {
        const next = graph.resolve(specifier, id) ?? specifier;
        // Ours is what every provider has; and the bundler drops imports that only types use.
        if (/^unmoor(\/|$)/.test(specifier) || !(real.has(next) || real.has(specifier))) continue;
        if (outsides.has(next)) {
          for (const each of outsides.below(next)) {
            const found = { ...each, chain: [...chain, ...each.chain], place: place(at) };
            const former = outside.get(found.chain.at(-1) as string);
            if (!former || former.chain.length > found.chain.length) outside.set(found.chain.at(-1) as string, found);
          }
        } else if (!seen.has(next)) {
          seen.add(next);
          todo.push({ id: next, before: chain });
        }
      }
    }
    const found = definitions.of(fn.name);
    const at = (offset: number): Place => lines.place(found?.file ?? entry, offset);
    return {
      place: found && at(found.at),
      options: new Map([...(found?.options ?? [])].map(([name, offset]) => [name, at(offset)])),
      modules,
      outside: [...outside.values()],
    };
  };
  return {
    of(fn) {
      const found = reaches.get(fn.name) ?? look(fn);
      reaches.set(fn.name, found);
      return found;
    },
  };
}
