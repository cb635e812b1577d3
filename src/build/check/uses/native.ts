import { bare, child, isFunction, list, type Node, text } from "../../slice/node.ts";
import { keyText, propertyText } from "./handler.ts";
import type { Source, Spot } from "./source.ts";

/** Where `native` is read from a context: a handler's, or a parameter that is called one. */
export function natives({ nodes, of, handlers }: Source): Spot[] {
  const given = handlers.flatMap(({ node, context }) => list(node, "params")[context] ?? []);
  const named = nodes
    .filter(isFunction)
    .flatMap((fn) => list(fn, "params").filter((param) => isContext(nameOf(param))));
  const contexts = new Set([...given, ...named]);
  const isOne = (node: Node | undefined): boolean => {
    const binding = node?.type === "Identifier" ? of.get(node) : undefined;
    const params = binding?.param ? list(binding.param, "params") : [];
    return params.some((param) => contexts.has(param) && nameOf(param) === binding?.name);
  };
  const spots: Node[] = [...contexts].flatMap(nativeKeys);
  for (const node of nodes) {
    const object = child(node, "object") ?? child(node, "init");
    if (!object || !isOne(bare(object))) continue;
    if (node.type === "MemberExpression" && propertyText(node) === "native") spots.push(node);
    if (node.type === "VariableDeclarator") spots.push(...nativeKeys(child(node, "id") ?? node));
  }
  return spots.map(({ start }) => ({ at: start }));
}

const isContext = (name: string): boolean => /^(context|ctx)$/i.test(name);
const plain = (param: Node): Node => (param.type === "AssignmentPattern" ? (child(param, "left") ?? param) : param);
const nameOf = (param: Node): string => text(plain(param), "name");
const nativeKeys = (pattern: Node): Node[] =>
  list(plain(pattern), "properties").filter((property) => keyText(property) === "native");
