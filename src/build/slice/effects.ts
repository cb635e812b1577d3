import { expression } from "./expressions.ts";
import { child, isClass, isFunction, list, type Node } from "./node.ts";
import { empty, type Pass, type Region, settle } from "./region.ts";
import type { Binding, Scopes } from "./scope.ts";
import { body, statement, variable } from "./statements.ts";
import { values } from "./values.ts";

/** What running a piece of a module does to the rest of it. */
export interface Effects {
  /** The module's own bindings that it changes. */
  readonly writes: ReadonlySet<Binding>;
  /** It does something that no binding of the module stands for: it must run. */
  readonly free: boolean;
  /** It calls code of others to get a value. */
  readonly outer: boolean;
}

/**
 * What each of the statements (or declarators) of a module does when the module is evaluated.
 * A function's body counts where it surely or possibly runs; a handler that is only handed to a definition does not.
 */
export function effects(scopes: Scopes, statements: readonly Node[]): ReadonlyMap<Node, Effects> {
  const tops = new Map<Node, Region>();
  const regions = new Map<Node, Region>();
  const pass: Pass = {
    ...values(scopes),
    of: scopes.of,
    accessors: scopes.accessors,
    region(code) {
      const before = regions.get(code);
      if (before) return before;
      const made = empty();
      regions.set(code, made);
      if (!isClass(code)) body(pass, code, made);
      else
        for (const member of list(child(code, "body") ?? code, "body")) {
          const value = child(member, "value");
          if (value && isFunction(value)) body(pass, value, made);
          else if (value && member.static !== true) expression(pass, value, made, false);
        }
      return made;
    },
  };
  for (const node of statements) {
    const made = empty();
    tops.set(node, made);
    const what = node.type === "ExportDefaultDeclaration" ? child(node, "declaration") : undefined;
    if (node.type === "VariableDeclarator") variable(pass, node, made, false);
    else if (what && !/Declaration$/.test(what.type)) expression(pass, what, made, false);
    else statement(pass, what ?? node, made);
  }
  settle(pass, tops.values(), () => regions.values());
  return tops;
}
