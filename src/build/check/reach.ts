import { isBuiltin } from "node:module";
import { basename, dirname, relative } from "node:path";
import type { FunctionFacts, Unit } from "../../adapter/index.ts";
import type { Graph } from "../bundle/graph.ts";
import { packageOf } from "../bundle/sizes.ts";
import type { Slicer } from "../bundle/slices.ts";
import type { Texts } from "../bundle/texts.ts";
import { definitionOf } from "./definition.ts";
import type { Place } from "./finding.ts";
import { createLines } from "./lines.ts";
import type { Imported } from "./uses/import.ts";
import { type Uses, usesOf } from "./uses/uses.ts";

/** A module of the app that a function reaches. */
export interface Module {
  readonly file: string;
  readonly uses: Uses;
  place(at: number): Place;
}

/** A package or built-in module that a function reaches, by the shortest way. */
export interface Outside {
  /** `@aws-sdk/client-s3`, `fs`. */
  readonly name: string;
  readonly builtin: boolean;
  /** What people call the modules on the way, the entry first. */
  readonly chain: readonly string[];
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
  const known = new Map<string, Uses>();
  const lines = createLines(texts);
  const label = (id: string): string => packageOf(id) ?? relative(dirname(entry), id).replaceAll("\\", "/");
  const read = (file: string, code: string): Uses => {
    const key = `${file}\n${code}`;
    const uses = known.get(key) ?? usesOf(file, code);
    known.set(key, uses);
    return uses;
  };
  return {
    async of(fn) {
      const { common } = await slicer.of([{ functions: [fn] } as unknown as Unit]);
      const modules: Module[] = [];
      const outside = new Map<string, Outside>();
      // Breadth first: the first way to a module is the shortest.
      const todo: { readonly id: string; readonly chain: readonly string[]; readonly place?: Place }[] = [
        { id: entry, chain: [] },
      ];
      const seen = new Set([entry]);
      const go = (id: string, chain: readonly string[], place: Place): void => {
        if (isBuiltin(id)) {
          const name = id.replace(/^node:/, "");
          if (!outside.has(`node:${name}`))
            outside.set(`node:${name}`, { name, builtin: true, chain: [...chain, id], place });
        } else if (!seen.has(id)) {
          seen.add(id);
          todo.push({ id, chain, place });
        }
      };
      for (const { id, chain: before, place } of todo) {
        const name = packageOf(id) ?? (/^[./\\\0]|^[A-Za-z]:/.test(id) ? undefined : packageName(id));
        const called = name ?? label(id);
        const chain = before.at(-1) === called ? before : [...before, called];
        if (name && place) {
          if (!outside.has(name)) outside.set(name, { name, builtin: false, chain, place });
          for (const next of graph.imports(id)) go(next, chain, place);
          continue;
        }
        if (!/\.[cm]?[jt]sx?$/.test(id)) continue;
        const uses = read(id, common.get(id)?.code ?? texts.of(id));
        modules.push({ file: id, uses, place: (at) => lines.place(id, at) });
        const real = new Set(graph.imports(id));
        for (const each of uses.imports) {
          // Ours is what every provider has.
          if (/^unmoor(\/|$)/.test(each.specifier)) continue;
          const next = target(each, id, graph);
          // The bundler drops imports that only types use.
          if (real.has(next) || real.has(each.specifier)) go(next, chain, lines.place(id, each.at));
        }
      }
      const { node, options = new Map<string, number>() } = definitionOf(entry, fn.name, graph, texts) ?? {};
      return {
        place: node && lines.place(node.file, node.at),
        options: new Map([...options].map(([name, at]) => [name, lines.place(node?.file ?? entry, at)])),
        modules,
        outside: [...outside.values()],
      };
    },
  };
}

const target = ({ specifier }: Imported, importer: string, graph: Graph): string =>
  graph.resolve(specifier, importer) ?? specifier;

const packageName = (specifier: string): string =>
  specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/") || basename(specifier);
