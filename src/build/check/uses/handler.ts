import { bare, child, isFunction, list, type Node, text } from "../../slice/node.ts";
import { values } from "../../slice/values.ts";
import type { Source } from "./source.ts";

/** A function that gets requests or events. */
export interface Handler {
  readonly node: Node;
  /** Position of the context among its parameters; NaN where there is none. */
  readonly context: number;
}

/** Methods that give a router of the user's own its handlers: `app.get("/", (c) => …)`. */
const ROUTERS = /^(get|post|put|patch|delete|options|all|on|use)$/;

/** The functions of a module that unmoor or a router calls: handlers, of dead letters too, and layers of middleware. */
export function handlers(source: Source): Handler[] {
  const { nodes, of, scopes } = source;
  const { functions } = values(scopes);
  const found: Handler[] = [];
  const add = (value: Node | undefined, context: number): void => {
    for (const node of value ? functions(value) : []) if (isFunction(node)) found.push({ node, context });
  };
  for (const node of nodes) {
    if (node.type === "Property" && /^(http|event)$/.test(keyText(node))) add(child(node, "value"), 1);
    if (node.type !== "CallExpression") continue;
    const callee = bare(child(node, "callee") ?? node);
    const given = list(node, "arguments");
    if (isDefinition(callee, source)) {
      add(given.at(-1), 1);
      for (const option of given.slice(0, -1).flatMap((each) => list(each, "properties")))
        if (keyText(option) === "deadLetter") add(child(option, "value"), 2);
    } else if (callee.type === "MemberExpression" && ROUTERS.test(text(child(callee, "property"), "name"))) {
      const owner = bare(child(callee, "object") ?? callee);
      // A value of the module's own: not a list in a function.
      if (owner.type === "Identifier" && of.get(owner)?.top)
        for (const value of given) if (isFunction(bare(value))) add(value, Number.NaN);
    }
  }
  return found;
}

/** Whether a callee is one of unmoor's verbs, under whatever name. */
export function isDefinition(callee: Node, { of, nodes }: Pick<Source, "of" | "nodes">): boolean {
  const binding = callee.type === "Identifier" ? of.get(callee) : undefined;
  if (binding?.from !== "unmoor") return false;
  const specifier = nodes.find(
    (node) => node.type === "ImportSpecifier" && text(child(node, "local"), "name") === binding.name,
  );
  return /^(http|on|task)$/.test(text(specifier && child(specifier, "imported"), "name"));
}

/** The key of a property, written as a name or as text. */
export function keyText(property: Node): string {
  const key = child(property, "key");
  return text(key, "name") || text(key, "value");
}

/** The name of a member, written as one or as text. */
export function propertyText(member: Node): string {
  const property = child(member, "property");
  return member.computed === true ? text(property, "value") : text(property, "name");
}
