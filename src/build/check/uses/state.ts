import { bare, child, isFunction, list, type Node, targets, text } from "../../slice/node.ts";
import type { Binding } from "../../slice/scope.ts";
import { keyText, propertyText } from "./handler.ts";
import { inside, type Source, type Spot } from "./source.ts";

/** A variable of the module that takes a part of a request. */
export interface Assigned extends Spot {
  readonly name: string;
}

/** Members of a context that are an invocation's; `env` and what `provide` makes are the instance's own. */
const INVOCATIONS = /^(params|client|invocation|trace|signal|deadline|attempt|native|log|waitUntil)$/;

/**
 * Assignments, inside functions, to variables of the module whose value comes from a handler's request, event or
 * context. What comes from the environment (`db ??= connect(env.URL)`) is the instance's own.
 */
export function states(source: Source): Assigned[] {
  const { nodes, of, parents } = source;
  return nodes.flatMap((node) => {
    if (node.type !== "AssignmentExpression" || !isInFunction(node, parents)) return [];
    const [left, right] = [child(node, "left"), child(node, "right")];
    const owner = (left ? targets(left) : []).map((each) => root(each, of)).find((each) => each?.top && !each.from);
    return owner && right && isRequest(right, source) ? [{ name: owner.name, at: node.start }] : [];
  });
}

/** The variable at the root of what is assigned: `a` of `a.b[c]`. */
function root(target: Node, of: Source["of"]): Binding | undefined {
  let node = bare(target);
  while (node.type === "MemberExpression") node = bare(child(node, "object") ?? node);
  return node.type === "Identifier" ? of.get(node) : undefined;
}

function isInFunction(node: Node, parents: Source["parents"]): boolean {
  let up = parents.get(node);
  while (up && !isFunction(up)) up = parents.get(up);
  return up !== undefined;
}

/** Whether a value holds something of a request, as far as this module shows. */
function isRequest(start: Node, source: Source): boolean {
  const { of } = source;
  const seen = new Set<Node>();
  const todo = [start];
  for (let node = todo.pop(); node; node = todo.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    // What a function will do with parameters of its own is no value of now.
    if (isFunction(node)) continue;
    const binding = node.type === "Identifier" ? of.get(node) : undefined;
    if (!binding) todo.push(...inside(node));
    else if (binding.param) {
      const verdict = paramVerdict(binding, binding.param, node, source);
      if (verdict === true) return true;
      todo.push(...verdict);
    } else if (!binding.top)
      for (const from of binding.sources) {
        const key = contextKey(from, binding.name, source);
        if (key === undefined) todo.push(from);
        else if (INVOCATIONS.test(key)) return true;
      }
  }
  return false;
}

/** True for a part of a request, else what is to be looked at in its place: what the function is called with. */
function paramVerdict(binding: Binding, fn: Node, node: Node, source: Source): true | readonly Node[] {
  const { of, nodes, parents, handlers } = source;
  const params = list(fn, "params");
  const index = params.findIndex((param) => targets(param).some((each) => text(each, "name") === binding.name));
  const handler = handlers.find((each) => each.node === fn);
  if (!handler) return nodes.flatMap((call) => (isCallOf(call, fn, of) ? (list(call, "arguments")[index] ?? []) : []));
  if (index === 0) return true;
  if (index !== handler.context) return [];
  let parent = parents.get(node);
  // `(context as Mine).db` is a member of what is cast.
  while (parent && parent !== node && bare(parent) === node) parent = parents.get(parent);
  const member =
    parent?.type === "MemberExpression" && bare(child(parent, "object") ?? parent) === node
      ? propertyText(parent)
      : undefined;
  const key = keyOf(params[index] as Node, binding.name) ?? member;
  return key === undefined || INVOCATIONS.test(key) ? true : [];
}

/** The member that a name takes of a context: `client` of `const { client } = context`. */
function contextKey(from: Node, name: string, { of, parents, handlers }: Source): string | undefined {
  const parent = parents.get(from);
  const fn = from.type === "Identifier" ? of.get(from)?.param : undefined;
  const handler = handlers.find((each) => each.node === fn);
  const context = handler && list(handler.node, "params")[handler.context];
  if (!context || parent?.type !== "VariableDeclarator" || text(context, "name") !== text(from, "name"))
    return undefined;
  return keyOf(child(parent, "id") ?? parent, name);
}

/** The key under which a pattern takes a name: `client` of `{ client: who }`. */
function keyOf(pattern: Node, name: string): string | undefined {
  const inner = pattern.type === "AssignmentPattern" ? (child(pattern, "left") ?? pattern) : pattern;
  const takes = (each: Node): boolean => targets(each).some((target) => text(target, "name") === name);
  const property = list(inner, "properties").find(takes);
  return property && keyText(property);
}

function isCallOf(call: Node, fn: Node, of: Source["of"]): boolean {
  if (call.type !== "CallExpression") return false;
  const callee = bare(child(call, "callee") ?? call);
  return callee.type === "Identifier" && of.get(callee)?.sources.includes(fn) === true;
}
