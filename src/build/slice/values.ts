import { definitions, immutable, pureGlobals } from "./known.ts";
import { argumentsOf, bare, child, children, isClass, isFunction, list, type Node, text } from "./node.ts";
import type { Binding, Scopes } from "./scope.ts";

/** Where a value comes from. */
export interface Root {
  /** The module's own bindings that it may be, be part of, or hold. */
  readonly tops: Set<Binding>;
  /** The parameters that it may come from, of functions whose call is not in sight. */
  readonly params: Set<Binding>;
  /** It comes from `this`. */
  self: boolean;
  /** Made by code of others. */
  outer: boolean;
  /** It belongs to others: `process.env`, something imported. */
  alien: boolean;
}

export interface Values {
  root(node: Node): Root;
  /** The functions and classes that run when a value, or a method of it, is called. */
  functions(node: Node): readonly Node[];
  /** No call of a method can change it. */
  frozen(binding: Binding): boolean;
  /** A global of the language whose calls touch nothing. */
  isBuiltin(node: Node): boolean;
  /** A call of it defines a function or a source, and runs no handler. */
  isDefinition(callee: Node): boolean;
  /** A list or record written down here, whose `map` and `filter` are the language's own. */
  isCollection(node: Node): boolean;
  /** It comes from a library whose values never change: calling it only makes another. */
  isPlain(node: Node): boolean;
  /** Reading its elements uses them up: what an iterator gave is gone. */
  isIterator(node: Node): boolean;
}

const iterators = /^(values|entries|keys|matchAll|iterator|asyncIterator)$/;

/** After so many calls of what calls return, nobody writes functions any more. */
const depth = 8;

/** Answers where values come from, by following every binding to everything that was ever put into it. */
export function values({ of, fields }: Pick<Scopes, "of" | "fields">): Values {
  const roots = new Map<Node, Root>();
  const codes = new Map<Node, readonly Node[]>();

  const binding = (node: Node): Binding | undefined => (node.type === "Identifier" ? of.get(node) : undefined);
  const isBuiltin = (node: Node): boolean =>
    node.type === "Identifier" && !of.get(node) && pureGlobals.has(text(node, "name"));
  const isDefinition = (callee: Node): boolean =>
    definitions.test(
      binding(callee.type === "MemberExpression" ? bare(child(callee, "object") ?? callee) : callee)?.from ?? "",
    );

  const root = (start: Node): Root => {
    const known = roots.get(start);
    if (known) return known;
    const into = nowhere();
    const called = new Map<Node, Node[]>();
    const params = new Set<Binding>();
    const seen = [new Set<Node>(), new Set<Node>()] as const;
    const todo: [node: Node, made: boolean][] = [[start, false]];
    const belongs = (made: boolean): void => {
      if (made) into.outer = true;
      else into.alien = true;
    };
    for (let next = todo.pop(); next; next = todo.pop()) {
      const [node, made] = [bare(next[0]), next[1]];
      if (seen[made ? 1 : 0].has(node)) continue;
      seen[made ? 1 : 0].add(node);
      const push = (nodes: readonly (Node | undefined)[], result = made): void => {
        for (const inner of nodes) if (inner) todo.push([inner, result]);
      };
      const what = binding(node);
      if (node.type === "Identifier" && what?.from === undefined) {
        if (what?.top) into.tops.add(what);
        if (what?.param) {
          params.add(what);
          push(called.get(what.param) ?? []);
        }
        push(what?.sources ?? []);
        if (!what && node.name === "arguments") into.self = true;
        else if (!what && node.name !== "undefined") belongs(made);
      } else if (what) {
        if (!definitions.test(what.from ?? "")) belongs(made);
      } else if (node.type === "ThisExpression") into.self = true;
      else if (node.type === "MetaProperty" || node.type === "ImportExpression") belongs(made);
      else if (isCall(node)) {
        const callee = calleeOf(node);
        if (isDefinition(callee)) continue;
        const given = argumentsOf(node);
        const owner = callee.type === "MemberExpression" ? bare(child(callee, "object") ?? callee) : undefined;
        if (owner && isBuiltin(owner)) push(given);
        else if (owner) push([owner], true);
        else if (!isBuiltin(callee)) {
          const local = functions(callee);
          if (local.length === 0) push([callee], true);
          for (const code of local) {
            push(isClass(code) ? given : returned(code));
            push(fields.get(code) ?? []);
            called.set(code, [...(called.get(code) ?? []), ...given]);
            if ([...params].some((each) => each.param === code)) push(given);
          }
        }
      } else if (isClass(node) || isFunction(node)) push(fields.get(node) ?? []);
      else push(parts(node));
    }
    for (const param of params) if (param.param && !called.has(param.param)) into.params.add(param);
    roots.set(start, into);
    return into;
  };

  const functions = (start: Node): readonly Node[] => {
    const known = codes.get(start);
    if (known) return known;
    const found = new Set<Node>();
    const seen = new Map<Node, Set<number>>();
    // The value that is left after `calls` calls.
    const todo: [node: Node, calls: number][] = [[start, 0]];
    for (let next = todo.pop(); next; next = todo.pop()) {
      const [node, calls] = [bare(next[0]), next[1]];
      const before = seen.get(node) ?? new Set();
      if (calls > depth || before.has(calls)) continue;
      seen.set(node, before.add(calls));
      const push = (nodes: readonly (Node | undefined)[], more = 0): void => {
        for (const inner of nodes) if (inner) todo.push([inner, calls + more]);
      };
      if (isFunction(node)) {
        if (calls === 0) found.add(node);
        else push(returned(node), -1);
      } else if (isClass(node)) {
        found.add(node);
        push([child(node, "superClass")]);
      } else if (node.type === "Identifier") push(of.get(node)?.sources ?? []);
      else if (isCall(node)) {
        const callee = calleeOf(node);
        if (isDefinition(callee)) continue;
        push([callee], 1);
        if (node.type === "NewExpression") push([callee]);
        if (callee.type === "MemberExpression") push([child(callee, "object")]);
        push(argumentsOf(node));
      } else if (/^(TSModule|Export|VariableDeclarat)/.test(node.type)) push(children(node));
      else push(parts(node));
    }
    const made = [...found];
    codes.set(start, made);
    return made;
  };

  /** @param called what matters is not the value, but what it gives or holds */
  const frozen = (start: Binding, called = false, seen: Set<Binding> = new Set()): boolean => {
    if (seen.has(start)) return true;
    seen.add(start);
    return (
      start.sources.length > 0 &&
      start.sources.every((source) => {
        const node = stem(source);
        const deeper = called || node !== bare(source);
        const from = binding(node);
        if (!from) return node.type === "Literal" || node.type === "TemplateLiteral" || (isFunction(node) && !deeper);
        return from.from === undefined
          ? from.top && frozen(from, deeper, seen)
          : definitions.test(from.from) || immutable.test(from.from);
      })
    );
  };

  return {
    root,
    functions,
    frozen: (each) => frozen(each),
    isBuiltin,
    isDefinition,
    isCollection(node) {
      const sources = node.type === "Identifier" ? (of.get(node)?.sources ?? []) : [node];
      return sources.length > 0 && sources.every((source) => /^(Array|Object)Expression$/.test(bare(source).type));
    },
    isIterator: (node) =>
      [...(of.get(node)?.sources ?? [])].map(bare).some((source) => {
        const callee = isCall(source) ? calleeOf(source) : source;
        const method = child(callee, "property");
        return (
          callee !== source &&
          (method ? iterators.test(text(method, "name")) : functions(callee).some((code) => code.generator === true))
        );
      }),
    isPlain: (node) => immutable.test(binding(stem(node))?.from ?? ""),
  };
}

export const nowhere = (): Root => ({
  tops: new Set(),
  params: new Set(),
  self: false,
  outer: false,
  alien: false,
});

/** All roots as one. */
export function merged(all: readonly Root[]): Root {
  return {
    tops: new Set(all.flatMap((each) => [...each.tops])),
    params: new Set(all.flatMap((each) => [...each.params])),
    self: all.some((each) => each.self),
    outer: all.some((each) => each.outer),
    alien: all.some((each) => each.alien),
  };
}

const isCall = (node: Node): boolean => /^(CallExpression|NewExpression|TaggedTemplateExpression)$/.test(node.type);

const calleeOf = (node: Node): Node => bare(child(node, "callee") ?? child(node, "tag") ?? node);

/** What a value is made of, when no call is in between. */
function parts(node: Node): (Node | undefined)[] {
  switch (node.type) {
    case "MemberExpression":
      return [child(node, "object")];
    case "AssignmentExpression":
      return [child(node, "right")];
    case "LogicalExpression":
      return [child(node, "left"), child(node, "right")];
    case "ConditionalExpression":
      return [child(node, "consequent"), child(node, "alternate")];
    case "SequenceExpression":
      return list(node, "expressions").slice(-1);
    case "ArrayExpression":
      return list(node, "elements");
    case "ObjectExpression":
      return list(node, "properties").map((property) => child(property, "value") ?? property);
    case "SpreadElement":
      return [child(node, "argument")];
    case "TSQualifiedName":
      return [child(node, "left")];
    default:
      return [];
  }
}

/** The innermost thing that a chain of calls and members starts from. */
function stem(start: Node): Node {
  let node = bare(start);
  for (let next = node; ; node = next) {
    if (!isCall(node) && node.type !== "MemberExpression") return node;
    next = bare(child(node, "callee") ?? child(node, "object") ?? child(node, "tag") ?? node);
    if (next === node) return node;
  }
}

/** What a function gives back. */
function returned(code: Node): Node[] {
  const body = child(code, "body");
  if (!body) return [];
  return body.type === "BlockStatement" ? children(body).flatMap(results) : [body];
}

function results(node: Node): Node[] {
  if (isFunction(node) || isClass(node)) return [];
  if (node.type !== "ReturnStatement" && node.type !== "YieldExpression") return children(node).flatMap(results);
  return children(node);
}
