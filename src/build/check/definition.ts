import type { Graph } from "../bundle/graph.ts";
import { parse } from "../bundle/parse.ts";
import type { Texts } from "../bundle/texts.ts";
import { bare, child, list, type Node, text } from "../slice/node.ts";
import { keyText } from "./uses/handler.ts";

/** Where a function is written. */
export interface Definition {
  readonly file: string;
  readonly at: number;
  /** Offsets of its options. */
  readonly options: ReadonlyMap<string, number>;
}

/** Finds definitions behind the exports of an app. */
export interface Definitions {
  of(name: string): Definition | undefined;
}

/** What a module declares, and what it takes from others: by the name there. */
interface Names {
  readonly declared: ReadonlyMap<string, Node>;
  readonly exported: ReadonlyMap<string, string>;
  readonly taken: ReadonlyMap<string, readonly [specifier: string, name: string]>;
  /** Of `export *`. */
  readonly all: readonly string[];
}

/** Makes one; each module is parsed once. */
export function createDefinitions(entry: string, graph: Graph, texts: Texts): Definitions {
  const known = new Map<string, Names>();
  const names = (file: string): Names => {
    const found = known.get(file) ?? namesOf(list(parse(file, texts.of(file)).program as unknown as Node, "body"));
    known.set(file, found);
    return found;
  };
  const find = (file: string, name: string, seen: ReadonlySet<string>): Definition | undefined => {
    const key = `${file}\n${name}`;
    if (seen.has(key)) return undefined;
    const { declared, exported, taken, all } = names(file);
    const local = exported.get(name) ?? name;
    const statement = declared.get(local);
    if (statement) return { file, at: statement.start, options: optionsOf(statement, local) };
    const from = taken.get(local);
    const ways = from ? [from] : all.map((specifier) => [specifier, name] as const);
    for (const [specifier, there] of ways) {
      const id = graph.resolve(specifier, file);
      const found = id === undefined ? undefined : find(id, there, new Set([...seen, key]));
      if (found) return found;
    }
    return undefined;
  };
  return { of: (name) => find(entry, name, new Set()) };
}

function namesOf(statements: readonly Node[]): Names {
  const declared = new Map<string, Node>();
  const exported = new Map<string, string>();
  const taken = new Map<string, readonly [string, string]>();
  const all: string[] = [];
  for (const statement of statements) {
    const from = child(statement, "source");
    if (statement.type === "ExportAllDeclaration" && from) all.push(text(from, "value"));
    for (const each of list(statement, "specifiers")) {
      const [local, out] = [text(child(each, "local"), "name"), text(child(each, "exported"), "name")];
      if (statement.type === "ImportDeclaration")
        taken.set(local, [text(from, "value"), text(child(each, "imported"), "name")]);
      else if (from) taken.set(out, [text(from, "value"), local]);
      else exported.set(out, local);
    }
    for (const each of list(child(statement, "declaration") ?? statement, "declarations"))
      declared.set(text(child(each, "id"), "name"), statement);
  }
  return { declared, exported, taken, all };
}

function optionsOf(statement: Node, name: string): Map<string, number> {
  const declarators = list(child(statement, "declaration") ?? statement, "declarations");
  const declared = declarators.find((each) => text(child(each, "id"), "name") === name);
  const init = declared && child(declared, "init");
  const call = init && bare(init);
  const given = call?.type === "CallExpression" ? list(call, "arguments").map(bare) : [];
  const properties = given.flatMap((each) => (each.type === "ObjectExpression" ? list(each, "properties") : []));
  const options = new Map(properties.map((each) => [keyText(each), each.start]));
  // The source or the route comes first, and the handler last.
  if (given[0]) options.set("source", given[0].start);
  return options;
}
