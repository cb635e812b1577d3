import { bare, child, list, type Node, text } from "../../slice/node.ts";
import type { Source, Spot } from "./source.ts";

/** Something a module imports, as it is written. */
export interface Imported extends Spot {
  readonly specifier: string;
}

/** Imports, re-exports, `import()` and `require()` of literals; types are erased. */
export function imports({ nodes, of }: Source): Imported[] {
  return nodes.flatMap((node) => {
    const from = specifierOf(node, of);
    return from && typeof from.value === "string" ? [{ specifier: from.value, at: node.start }] : [];
  });
}

function specifierOf(node: Node, of: Source["of"]): Node | undefined {
  if (node.importKind === "type" || node.exportKind === "type") return undefined;
  if (node.type === "CallExpression") {
    const callee = bare(child(node, "callee") ?? node);
    const required = text(callee, "name") === "require" && !of.get(callee);
    return required ? list(node, "arguments")[0] : undefined;
  }
  if (!/^(Import|Export)\w*Declaration$|^ImportExpression$/.test(node.type)) return undefined;
  const specifiers = list(node, "specifiers");
  const erased = specifiers.every((each) => each.importKind === "type" || each.exportKind === "type");
  return specifiers.length && erased ? undefined : child(node, "source");
}
