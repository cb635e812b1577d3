import { type Gap, solid } from "./blank.ts";
import { child, list, type Node } from "./node.ts";
import type { Part } from "./parts.ts";

/** Where the parts that go away are, each with the comma that belongs to it. */
export function holes(code: string, pieces: readonly Part[], kept: ReadonlySet<Part>, comments: readonly Gap[]): Gap[] {
  return [...Map.groupBy(pieces, (part) => part.statement)].flatMap(([statement, own]): Gap[] => {
    const gone = own.filter((part) => !kept.has(part));
    const specifiers = list(statement, "specifiers");
    if (gone.length === own.length) return [{ ...span(statement), statement: true }];
    if (specifiers.length > 0) return gone.map(({ node }) => specifier(code, node, specifiers, comments));
    const last = own.findLastIndex((part) => kept.has(part));
    return own.flatMap((part, at): Gap[] => {
      if (kept.has(part)) return [];
      const [before, next] = [own[at - 1]?.node, own[at + 1]?.node];
      if (at < last && next) return [{ start: part.node.start, end: next.start }];
      return [{ start: before?.end ?? part.node.start, end: part.node.end }];
    });
  });
}

function specifier(code: string, node: Node, among: readonly Node[], comments: readonly Gap[]): Gap {
  // `import a, * as b`: without `b` the comma before it goes, without `a` the one after.
  const before = among[among.indexOf(node) - 1];
  if (node.type === "ImportNamespaceSpecifier" && before) return { start: before.end, end: node.end };
  const next = solid(code, node.end, comments);
  return { start: node.start, end: code[next] === "," ? next + 1 : node.end };
}

/** Decorators may stand before `export`. */
function span(statement: Node): Gap {
  const decorators = list(child(statement, "declaration") ?? statement, "decorators");
  return { start: Math.min(statement.start, ...decorators.map((each) => each.start)), end: statement.end };
}
