import { bare, child, list, type Node, text } from "../../slice/node.ts";
import { keyText, propertyText } from "./handler.ts";
import type { Source, Spot } from "./source.ts";

/** A name that is read. */
export interface Named extends Spot {
  readonly name: string;
}

/** Environment variables that are read by name: of `process.env`, of a context's `env`, of what is called `env`. */
export function variables({ nodes }: Source): Named[] {
  return nodes.flatMap((node) => {
    if (node.type === "MemberExpression" && isEnv(child(node, "object")))
      return [{ name: propertyText(node), at: node.start }];
    const pattern =
      node.type === "VariableDeclarator" && isEnv(child(node, "init"))
        ? child(node, "id")
        : node.type === "Property" && keyText(node) === "env"
          ? child(node, "value")
          : undefined;
    return pattern?.type === "ObjectPattern" ? keysOf(pattern) : [];
  });
}

const keysOf = (pattern: Node): Named[] =>
  list(pattern, "properties").map((property) => ({ name: keyText(property), at: property.start }));

function isEnv(node: Node | undefined): boolean {
  const value = node && bare(node);
  return value?.type === "MemberExpression" ? propertyText(value) === "env" : text(value, "name") === "env";
}

/** Names that the module does not bind, and members of `globalThis`. */
export function globals({ nodes, of }: Source): Named[] {
  const isGlobalThis = (node: Node | undefined): boolean =>
    node !== undefined && text(bare(node), "name") === "globalThis" && !of.get(bare(node));
  return nodes.flatMap((node) => {
    if (node.type === "Identifier" && of.has(node) && !of.get(node))
      return [{ name: text(node, "name"), at: node.start }];
    if (node.type === "MemberExpression" && isGlobalThis(child(node, "object")))
      return [{ name: propertyText(node), at: node.start }];
    return node.type === "VariableDeclarator" && isGlobalThis(child(node, "init"))
      ? keysOf(child(node, "id") ?? node)
      : [];
  });
}
