import { call } from "./calls.ts";
import { assign, elements, outside, property, write } from "./changes.ts";
import { bare, child, children, erased, isClass, isFunction, list, type Node } from "./node.ts";
import { type Pass, type Region, run } from "./region.ts";
import { statement } from "./statements.ts";

export function expression(pass: Pass, start: Node, into: Region, asStatement: boolean): undefined {
  const node = unwrapped(start);
  if (isFunction(node) || erased(node)) return;
  const value = (field: string, same = false): undefined => {
    const inner = child(node, field);
    if (inner) expression(pass, inner, into, same && asStatement);
  };
  if (isClass(node)) return definition(pass, node, into);
  switch (node.type) {
    case "AwaitExpression":
      return value("argument", true);
    case "UnaryExpression": {
      const target = child(node, "argument");
      if (node.operator === "delete" && target) assign(pass, bare(target), into, asStatement);
      return value("argument", node.operator === "void" || node.operator === "!");
    }
    case "UpdateExpression": {
      const target = child(node, "argument");
      if (target) assign(pass, bare(target), into, asStatement);
      return;
    }
    case "AssignmentExpression": {
      const left = child(node, "left");
      if (left) assign(pass, left, into, asStatement);
      return value("right");
    }
    case "CallExpression":
    case "NewExpression":
    case "TaggedTemplateExpression":
      return call(pass, node, into, asStatement);
    case "ImportExpression":
      value("source");
      return outside(into, asStatement);
    case "LogicalExpression":
      value("left", true);
      return value("right", true);
    case "ConditionalExpression":
      value("test");
      value("consequent", true);
      return value("alternate", true);
    case "SequenceExpression":
      for (const inner of list(node, "expressions")) expression(pass, inner, into, asStatement);
      return;
    case "MemberExpression": {
      const object = child(node, "object");
      value("object");
      if (object) property(pass, object, into);
      if (node.computed === true) value("property");
      return;
    }
    case "ArrayExpression":
      for (const inner of list(node, "elements")) expression(pass, inner, into, asStatement);
      return;
    case "SpreadElement": {
      const inner = child(node, "argument");
      if (inner) elements(pass, inner, into);
      return value("argument", true);
    }
    case "Property":
      if (node.computed === true) value("key");
      return value("value");
    case "Identifier":
    case "Literal":
    case "MetaProperty":
      return;
    default:
      for (const inner of children(node)) expression(pass, inner, into, false);
  }
}

/** What the definition of a class runs: its heritage, decorators, computed keys, static values and static blocks. */
export function definition(pass: Pass, node: Node, into: Region): undefined {
  const heritage = child(node, "superClass");
  if (heritage) expression(pass, heritage, into, false);
  const members = list(child(node, "body") ?? node, "body");
  for (const decorator of [node, ...members].flatMap((each) => list(each, "decorators"))) {
    const what = child(decorator, "expression");
    if (!what) continue;
    expression(pass, what, into, false);
    run(pass, into, pass.functions(what), { context: pass.root(what) });
    if (pass.functions(what).length > 0) continue;
    if (pass.root(what).outer || pass.root(what).alien) into.outer = true;
    write(pass, what, into, false, false);
  }
  for (const member of members) {
    const key = child(member, "key");
    const value = child(member, "value");
    if (member.computed === true && key) expression(pass, key, into, false);
    if (member.type === "StaticBlock") for (const inner of list(member, "body")) statement(pass, inner, into);
    else if (member.static === true && value) expression(pass, value, into, false);
  }
}

/** As `bare`, but stops at an `await`. */
const unwrapped = (node: Node): Node => {
  const inner = node.type === "AwaitExpression" || bare(node) === node ? undefined : child(node, "expression");
  return inner ? unwrapped(inner) : node;
};
