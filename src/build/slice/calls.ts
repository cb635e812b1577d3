import { outside, write } from "./changes.ts";
import { expression } from "./expressions.ts";
import { callers, mutators, pureMethods, receivers, writers } from "./known.ts";
import { argumentsOf, bare, child, isFunction, type Node, text } from "./node.ts";
import { type Pass, type Region, run } from "./region.ts";
import { merged } from "./values.ts";

export function call(pass: Pass, node: Node, into: Region, asStatement: boolean): undefined {
  const callee = bare(child(node, "callee") ?? child(node, "tag") ?? node);
  const given = argumentsOf(node);
  const owner = callee.type === "MemberExpression" ? bare(child(callee, "object") ?? callee) : callee;
  // `await Promise.all([boot()])` is as much a statement as `boot()`.
  for (const argument of given) expression(pass, argument, into, asStatement && pass.isBuiltin(owner));
  if (callee.type === "Super" || pass.isDefinition(callee)) return;
  if (callee.type === "MemberExpression") return method(pass, callee, given, into, asStatement);
  const context = merged(given.map(pass.root));
  if (pass.isBuiltin(callee)) return run(pass, into, given.flatMap(pass.functions), { asStatement, context });
  if (!isFunction(callee)) expression(pass, callee, into, false);
  const codes = pass.functions(callee);
  if (codes.length > 0) return run(pass, into, codes, { asStatement, given, context });
  unknown(pass, callee, into, asStatement);
  run(pass, into, given.flatMap(pass.functions), { hard: true, asStatement });
}

/** A call of something whose code is not in this module. */
function unknown(pass: Pass, callee: Node, into: Region, asStatement: boolean): undefined {
  const from = pass.root(callee);
  if (asStatement) for (const binding of from.tops) into.writes.add(binding);
  for (const param of from.params) into.params.add(param);
  into.self ||= from.self;
  if ((from.alien || (from.outer && from.tops.size === 0)) && (asStatement || !pass.isPlain(callee)))
    outside(into, asStatement);
}

function method(pass: Pass, callee: Node, given: readonly Node[], into: Region, asStatement: boolean): undefined {
  const object = child(callee, "object") ?? callee;
  const owner = bare(object);
  const key = child(callee, "property");
  if (callee.computed === true && key) expression(pass, key, into, false);
  const name = callee.computed === true ? text(key, "value") : text(key, "name");
  const builtin = pass.isBuiltin(owner);
  const calls = callers.has(name);
  if (!builtin) expression(pass, object, into, asStatement);
  const from = pass.root(object);
  const context = merged([...given.map(pass.root), from]);
  if (builtin) {
    const changes = /^(Object|Reflect)$/.test(text(owner, "name")) && mutators.has(name);
    if (changes && given[0]) write(pass, given[0], into, asStatement, true);
  } else if (!pureMethods.has(name)) {
    const reads = calls && pass.isCollection(owner) && !/^(sort|call|apply|run)$/.test(name);
    if (!reads) write(pass, object, into, asStatement, writers.has(name), !asStatement);
    if (asStatement && !receivers.has(name) && !calls)
      for (const argument of given) write(pass, argument, into, false, false, true);
  } else if (from.alien && !calls) outside(into, asStatement);
  if (!builtin) run(pass, into, pass.functions(object), { asStatement, given, context });
  run(pass, into, given.flatMap(pass.functions), { asStatement, hard: !calls, context });
  // `plugins.forEach(install)`; what comes after a failure is no reason to stay.
  if (asStatement && calls && name !== "catch")
    for (const argument of given) if (pass.functions(argument).length === 0) unknown(pass, argument, into, true);
}
