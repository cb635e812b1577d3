import { expression } from "./expressions.ts";
import { bare, child, children, erased, isClass, list, type Node, targets } from "./node.ts";
import type { Pass, Region } from "./region.ts";
import { run } from "./region.ts";

/** A change of what `target` is rooted at. */
export function write(
  pass: Pass,
  target: Node,
  into: Region,
  asStatement: boolean,
  sure: boolean,
  soft = false,
): undefined {
  const from = pass.root(target);
  for (const binding of from.tops) {
    if (soft && pass.frozen(binding)) continue;
    into.writes.add(binding);
    if (sure) into.hard.add(binding);
  }
  for (const param of from.params) into.params.add(param);
  into.self ||= from.self;
  if ((from.alien || (from.outer && from.tops.size === 0)) && (asStatement || !pass.isPlain(target)))
    outside(into, asStatement);
}

export function outside(into: Region, asStatement: boolean): undefined {
  if (asStatement) into.free = true;
  else into.outer = true;
}

export function assign(pass: Pass, target: Node, into: Region, asStatement: boolean): undefined {
  for (const each of targets(target)) {
    if (each.type === "Identifier") {
      const binding = pass.of.get(each);
      if (!binding) outside(into, asStatement);
      else if (binding.top) {
        into.writes.add(binding);
        into.hard.add(binding);
      }
    } else if (each.type === "MemberExpression") {
      const object = child(each, "object");
      const key = child(each, "property");
      if (object) {
        expression(pass, object, into, false);
        property(pass, object, into);
        write(pass, object, into, asStatement, true);
      }
      if (each.computed === true && key) expression(pass, key, into, false);
    }
  }
  pattern(pass, target, into);
}

/** The default values and computed keys of a pattern are evaluated. */
export function pattern(pass: Pass, node: Node, into: Region): undefined {
  if (node.type === "AssignmentPattern") {
    const right = child(node, "right");
    if (right) expression(pass, right, into, false);
  }
  if (node.type === "Property" && node.computed === true) {
    const key = child(node, "key");
    if (key) expression(pass, key, into, false);
  }
  if (/Pattern$|^Property$|^RestElement$|^TSParameterProperty$/.test(node.type))
    for (const inner of children(node)) if (!erased(inner)) pattern(pass, inner, into);
}

/** Reading or setting a property may run an accessor. */
export function property(pass: Pass, object: Node, into: Region): undefined {
  const codes = pass
    .functions(object)
    .filter(
      (code) =>
        pass.accessors.has(code) ||
        (isClass(code) &&
          list(child(code, "body") ?? code, "body").some((member) =>
            pass.accessors.has(child(member, "value") ?? member),
          )),
    );
  run(pass, into, codes, { context: pass.root(object) });
}

/** Taking elements out of an iterator changes it. */
export function elements(pass: Pass, of: Node, into: Region): undefined {
  if (pass.isIterator(bare(of))) write(pass, of, into, false, true);
}
