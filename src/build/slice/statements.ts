import { assign, elements, pattern, property, write } from "./changes.ts";
import { definition, expression } from "./expressions.ts";
import { callers } from "./known.ts";
import { bare, child, children, erased, isFunction, list, type Node, text } from "./node.ts";
import type { Pass, Region } from "./region.ts";

export function statement(pass: Pass, node: Node, into: Region): undefined {
  if (erased(node) || isFunction(node)) return;
  const value = (field: string): undefined => {
    const inner = child(node, field);
    if (inner) expression(pass, inner, into, false);
  };
  switch (node.type) {
    case "ClassDeclaration":
      return definition(pass, node, into);
    case "ExpressionStatement":
    case "ReturnStatement": {
      const inner = child(node, "expression") ?? child(node, "argument");
      if (inner) expression(pass, inner, into, true);
      if (inner && node.type === "ExpressionStatement") aside(pass, bare(inner), into);
      return;
    }
    case "VariableDeclaration":
      for (const declarator of list(node, "declarations")) variable(pass, declarator, into, node.kind === "var");
      return;
    case "ThrowStatement":
    case "DebuggerStatement":
      into.free = true;
      return;
    case "IfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      value("test");
      return inner(node, ["consequent", "alternate", "body"]);
    case "ForStatement":
      for (const field of ["init", "test", "update"]) {
        const part = child(node, field);
        if (part?.type === "VariableDeclaration") statement(pass, part, into);
        else if (part) expression(pass, part, into, true);
      }
      return inner(node, ["body"]);
    case "ForInStatement":
    case "ForOfStatement": {
      const left = child(node, "left");
      if (left?.type === "VariableDeclaration") statement(pass, left, into);
      else if (left) assign(pass, left, into, true);
      if (left?.type === "VariableDeclaration" && left.kind === "var")
        for (const each of list(left, "declarations")) assign(pass, child(each, "id") ?? each, into, true);
      value("right");
      elements(pass, child(node, "right") ?? node, into);
      return inner(node, ["body"]);
    }
    case "SwitchStatement":
      value("discriminant");
      for (const each of list(node, "cases")) {
        const test = child(each, "test");
        if (test) expression(pass, test, into, false);
        for (const consequent of list(each, "consequent")) statement(pass, consequent, into);
      }
      return;
    case "ExportNamedDeclaration":
      return inner(node, ["declaration"]);
    case "CatchClause": {
      const param = child(node, "param");
      if (param) pattern(pass, param, into);
      return inner(node, ["body"]);
    }
    case "TSEnumDeclaration":
      for (const member of list(child(node, "body") ?? node, "members")) {
        const init = child(member, "initializer");
        if (init) expression(pass, init, into, false);
      }
      return;
    case "BreakStatement":
    case "ContinueStatement":
    case "ImportDeclaration":
    case "TSImportEqualsDeclaration":
    case "EmptyStatement":
      return;
    default:
      for (const each of children(node)) if (each.type !== "Identifier") statement(pass, each, into);
  }
  function inner(of: Node, fields: readonly string[]): undefined {
    for (const field of fields) {
      const each = child(of, field);
      if (each) statement(pass, each, into);
    }
  }
}

/** `registry.replace(a, b);` changes the registry whatever the name says: nobody looks at the result. */
function aside(pass: Pass, node: Node, into: Region): undefined {
  const callee = bare(child(node, "callee") ?? node);
  const object = child(callee, "object");
  const name = text(child(callee, "property"), "name");
  if (
    node.type === "CallExpression" &&
    object &&
    (!callers.has(name) || name.startsWith("replace")) &&
    !pass.isBuiltin(bare(object))
  )
    write(pass, object, into, true, false);
}

export function variable(pass: Pass, declarator: Node, into: Region, hoisted: boolean): undefined {
  const init = child(declarator, "init");
  const id = child(declarator, "id");
  if (init) expression(pass, init, into, false);
  if (init && id?.type === "ArrayPattern") elements(pass, init, into);
  if (init && id?.type === "ObjectPattern") property(pass, init, into);
  if (id && hoisted && init) assign(pass, id, into, false);
  else if (id) pattern(pass, id, into);
}

export function body(pass: Pass, code: Node, into: Region): undefined {
  into.owns.add(code);
  for (const param of list(code, "params")) pattern(pass, param, into);
  const inner = child(code, "body");
  if (inner?.type === "BlockStatement") statement(pass, inner, into);
  else if (inner) expression(pass, inner, into, true);
}
