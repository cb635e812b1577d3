import type { Effects } from "./effects.ts";
import type { Node } from "./node.ts";
import type { Part } from "./parts.ts";
import type { Binding } from "./scope.ts";
import type { Wanted } from "./slice.ts";

/** What a slice keeps. */
export interface Kept {
  readonly parts: ReadonlySet<Part>;
  readonly free: readonly Part[];
  readonly missing: readonly string[];
}

/** The parts that the wanted names reach: what they mention, what declares that, and what changes it. */
export function keep(pieces: readonly Part[], does: ReadonlyMap<Node, Effects>, wanted: Wanted): Kept {
  const by = new Map<Binding, Part[]>();
  const mentioned = new Set<Binding>();
  for (const part of pieces) {
    for (const binding of [...part.declares, ...(does.get(part.node)?.writes ?? [])])
      by.set(binding, by.get(binding) ?? [])
        .get(binding)
        ?.push(part);
    for (const binding of part.references) if (!part.declares.includes(binding)) mentioned.add(binding);
  }
  const own = new Set(pieces.flatMap((part) => part.exports));
  const missing = wanted === "all" ? [] : [...wanted].filter((each) => !own.has(each));
  const isFree = (part: Part): boolean => {
    const what = does.get(part.node);
    if (!what || part.exports.length > 0) return false;
    const named = /^(VariableDeclarator|ClassDeclaration)$/.test(part.node.type);
    if (!named) return what.free;
    return (what.free || what.outer) && !part.declares.some((binding) => mentioned.has(binding));
  };
  const isWanted = (part: Part): boolean =>
    part.exports.some((each) => wanted === "all" || (each === "*" ? missing.length > 0 : wanted.has(each)));

  const free = pieces.filter(isFree);
  const kept = new Set<Part>();
  const reached = new Set<Binding>();
  const todo = pieces.filter((part) => part.always || isWanted(part)).concat(free);
  for (let part = todo.pop(); part; part = todo.pop()) {
    if (kept.has(part)) continue;
    kept.add(part);
    for (const binding of [...part.references, ...part.declares]) {
      if (reached.has(binding)) continue;
      reached.add(binding);
      todo.push(...(by.get(binding) ?? []));
    }
  }
  return { parts: kept, free, missing };
}
