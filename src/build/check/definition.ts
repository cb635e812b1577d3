import type { Graph } from "../bundle/graph.ts";
import { parse } from "../bundle/parse.ts";
import type { Texts } from "../bundle/texts.ts";
import { bare, child, list, type Node, text } from "../slice/node.ts";
import { keyText } from "./uses/handler.ts";

/** Where a function is written. */
export interface Definition {
  readonly node: { readonly file: string; readonly at: number };
  /** Offsets of its options. */
  readonly options: ReadonlyMap<string, number>;
}

/** Finds the definition behind an export, through re-exports. */
export function definitionOf(file: string, name: string, graph: Graph, texts: Texts): Definition | undefined {
  const todo: [file: string, name: string][] = [[file, name]];
  const seen = new Set<string>();
  for (const [module, wanted] of todo) {
    if (seen.has(`${module}\n${wanted}`)) continue;
    seen.add(`${module}\n${wanted}`);
    const statements = list(parse(module, texts.of(module)).program as unknown as Node, "body");
    const from = (statement: Node, as: string): undefined => {
      const id = graph.resolve(text(child(statement, "source"), "value"), module);
      if (id !== undefined) todo.push([id, as]);
    };
    let local = wanted;
    for (const statement of statements) {
      if (statement.type === "ExportAllDeclaration") from(statement, wanted);
      for (const each of list(statement, "specifiers")) {
        if (statement.type !== "ExportNamedDeclaration" || text(child(each, "exported"), "name") !== wanted) continue;
        if (child(statement, "source")) from(statement, text(child(each, "local"), "name"));
        else local = text(child(each, "local"), "name");
      }
    }
    for (const statement of statements) {
      for (const each of list(statement, "specifiers"))
        if (statement.type === "ImportDeclaration" && text(child(each, "local"), "name") === local)
          from(statement, text(child(each, "imported"), "name"));
      for (const declared of list(child(statement, "declaration") ?? statement, "declarations"))
        if (text(child(declared, "id"), "name") === local)
          return { node: { file: module, at: statement.start }, options: optionsOf(declared) };
    }
  }
  return undefined;
}

function optionsOf(declarator: Node): Map<string, number> {
  const init = child(declarator, "init");
  const call = init && bare(init);
  const given = call?.type === "CallExpression" ? list(call, "arguments").map(bare) : [];
  const properties = given.flatMap((each) => (each.type === "ObjectExpression" ? list(each, "properties") : []));
  const options = new Map(properties.map((each) => [keyText(each), each.start]));
  // The source or the route comes first, and the handler last.
  if (given[0]) options.set("source", given[0].start);
  return options;
}
