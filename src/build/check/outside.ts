import { isBuiltin } from "node:module";
import type { Graph } from "../bundle/graph.ts";
import { packageOf } from "../bundle/sizes.ts";

/** A package or built-in module below another one. */
export interface Below {
  readonly name: string;
  readonly builtin: boolean;
  /** What people call the modules on the way, from the first package to it. */
  readonly chain: readonly string[];
}

/** What is reached through modules that are not the app's, each by its shortest way. */
export interface Outsides {
  /** Whether an id is of a package or a built-in module. */
  has(id: string): boolean;
  below(id: string): readonly Below[];
}

/** Looks below packages; what many functions import is looked at once. */
export function createOutsides(graph: Graph): Outsides {
  const known = new Map<string, readonly Below[]>();
  return {
    has: (id) => nameOf(id) !== undefined,
    below(id) {
      const found = known.get(id) ?? search(id, graph);
      known.set(id, found);
      return found;
    },
  };
}

function search(start: string, graph: Graph): Below[] {
  const found = new Map<string, Below>();
  const seen = new Set([start]);
  // Breadth first: the first way to a module is the shortest.
  const todo: { readonly id: string; readonly before: readonly string[] }[] = [{ id: start, before: [] }];
  for (const { id, before } of todo) {
    const name = nameOf(id);
    if (name === undefined) continue;
    const builtin = isBuiltin(id);
    const label = builtin ? `node:${name}` : name;
    // Modules of one package are one step.
    const chain = before.at(-1) === label ? before : [...before, label];
    if (!found.has(label)) found.set(label, { name, builtin, chain });
    for (const next of builtin ? [] : graph.imports(id))
      if (!seen.has(next)) {
        seen.add(next);
        todo.push({ id: next, before: chain });
      }
  }
  return [...found.values()];
}

/** `@aws-sdk/client-s3`, `fs`; undefined for the app's own modules. */
function nameOf(id: string): string | undefined {
  if (isBuiltin(id)) return id.replace(/^node:/, "");
  const own = packageOf(id);
  if (own || /^[./\\\0]|^[A-Za-z]:/.test(id)) return own;
  // Left outside the bundle: a specifier.
  return id.split("/", id.startsWith("@") ? 2 : 1).join("/");
}
