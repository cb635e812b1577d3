import { list, type Node } from "../../slice/node.ts";
import { type Bindings, type Scopes, scopes } from "../../slice/scope.ts";
import { type Handler, handlers } from "./handler.ts";

/** An offset into a module's text. */
export interface Spot {
  readonly at: number;
}

/** A module, parsed, and whom its identifiers mean. */
export interface Source {
  readonly of: Bindings;
  readonly scopes: Scopes;
  /** Every node, parents first. */
  readonly nodes: readonly Node[];
  readonly parents: ReadonlyMap<Node, Node>;
  readonly handlers: readonly Handler[];
}

/** Reads a parsed module. */
export function sourceOf(program: Node): Source {
  const resolved = scopes(program);
  for (const statement of list(program, "body")) resolved.references(statement);
  const nodes: Node[] = [];
  const parents = new Map<Node, Node>();
  const visit = (node: Node): void => {
    nodes.push(node);
    for (const inner of inside(node)) {
      parents.set(inner, node);
      visit(inner);
    }
  };
  visit(program);
  const source = { of: resolved.of, scopes: resolved, nodes, parents, handlers: [] };
  return { ...source, handlers: handlers(source) };
}

/** Every node directly in one, types too. */
export function inside(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof (value as Node | null)?.type === "string");
}
