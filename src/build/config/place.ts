import { readFileSync } from "node:fs";
import { parse } from "../bundle/parse.ts";
import { at } from "../discover/frame.ts";
import { bare, child, list, type Node, text } from "../slice/node.ts";

/**
 * Where a configuration says something: as far as the path can be followed in the object that it exports by default,
 * through `defineConfig(…)`, casts and constants of the same module.
 *
 * @returns `file:line:column` and the line's text
 * @example placeIn("/app/unmoor.config.ts", ["targets", "aws", "regoin"])
 */
export function placeIn(file: string, path: readonly string[]): string {
  const code = readFileSync(file, "utf8");
  const program = parse(file, code).program as unknown as Node;
  const statements = list(program, "body");
  const exported = statements.find(({ type }) => type === "ExportDefaultDeclaration");
  let found = exported && child(exported, "declaration");
  let value = found && meant(found, statements);
  for (const key of path) {
    const member = value && memberOf(value, key);
    if (!member) break;
    found = member;
    value = meant(child(member, "value") ?? member, statements);
  }
  const before = code.slice(0, found?.start ?? 0).split("\n");
  return at(file, before.length, (before.at(-1) as string).length + 1);
}

function memberOf(value: Node, key: string): Node | undefined {
  if (value.type === "ArrayExpression") return list(value, "elements")[Number(key)];
  const named = (node: Node | undefined): string => text(node, "name") || text(node, "value");
  return list(value, "properties").find((each) => named(child(each, "key")) === key);
}

/** The object or list behind a call, a cast or a constant. */
function meant(node: Node, statements: readonly Node[]): Node {
  const value = bare(node);
  const [argument] = value.type === "CallExpression" ? list(value, "arguments") : [];
  if (argument) return meant(argument, statements);
  if (value.type !== "Identifier") return value;
  const declared = statements
    .flatMap((each) => list(child(each, "declaration") ?? each, "declarations"))
    .find((each) => text(child(each, "id"), "name") === value.name);
  const init = declared && child(declared, "init");
  return init && init !== value ? meant(init, statements) : value;
}
