import { child, children, erased, list, type Node, text } from "./node.ts";
import { name, type Part } from "./parts.ts";
import type { Binding } from "./scope.ts";

/** What a slice still imports. */
export interface Import {
  readonly specifier: string;
  /** The names as the other module exports them; "bare" for `import "x"`, "namespace" for `* as` and `import()`. */
  readonly names: readonly string[] | "namespace" | "bare";
}

/** What a slice still hands on from another module. */
export interface Reexport {
  readonly specifier: string;
  /** `imported` is "*" for `export * as ns`; "*" alone is `export * from`. */
  readonly names: readonly { readonly imported: string; readonly exported: string }[] | "*";
}

/** The imports and re-exports among the kept parts of a module. `import { a } from "x"; export { a }` is both. */
export function links(kept: readonly Part[], pieces: readonly Part[]): { imports: Import[]; reexports: Reexport[] } {
  const imports: Import[] = [];
  const reexports: Reexport[] = [];
  const named = new Map<Node, string[]>();
  const handed = new Map<Node, { imported: string; exported: string }[]>();
  const importers = new Map<Binding, Part>();
  for (const part of pieces)
    if (part.statement.type === "ImportDeclaration") for (const each of part.declares) importers.set(each, part);

  const hand = (statement: Node, imported: string, exported: string): void => {
    const list = handed.get(statement) ?? [];
    if (list.length === 0) {
      handed.set(statement, list);
      reexports.push({ specifier: source(statement), names: list });
    }
    list.push({ imported, exported });
  };

  for (const { node, statement, exports, references, declares } of kept) {
    const specifier = source(statement);
    if (statement.type === "ImportDeclaration") {
      if (node === statement) imports.push({ specifier, names: "bare" });
      else if (node.type === "ImportNamespaceSpecifier") imports.push({ specifier, names: "namespace" });
      else if (declares.length > 0) {
        const names = named.get(statement) ?? [];
        if (names.length === 0) imports.push({ specifier, names });
        named.set(statement, names);
        names.push(imported(node));
      }
    } else if (statement.type === "ExportAllDeclaration") {
      if (exports[0] === "*") reexports.push({ specifier, names: "*" });
      else hand(statement, "*", exports[0] ?? "");
    } else if (node.type === "ExportSpecifier" && specifier)
      hand(statement, name(child(node, "local")), exports[0] ?? "");
    else if (node.type === "ExportSpecifier")
      for (const binding of references) {
        const from = importers.get(binding);
        if (from) hand(from.statement, imported(from.node), exports[0] ?? "");
      }
    else if (specifier) imports.push({ specifier, names: "bare" });
    else for (const each of looked(node)) imports.push({ specifier: each, names: "namespace" });
  }
  return { imports, reexports };
}

const source = (statement: Node): string => text(child(statement, "source"), "value");

const imported = (node: Node): string =>
  node.type === "ImportNamespaceSpecifier"
    ? "*"
    : node.type === "ImportDefaultSpecifier"
      ? "default"
      : name(child(node, "imported"));

/** A build cuts one module for many units. */
const known: WeakMap<Node, readonly string[]> = new WeakMap();

function looked(node: Node): readonly string[] {
  const found = known.get(node) ?? dynamic(node);
  known.set(node, found);
  return found;
}

/** The specifiers of `import("x")`, `require("x")` and `import x = require("x")`. */
function dynamic(node: Node): string[] {
  if (erased(node)) return [];
  const called = node.type === "CallExpression" && text(child(node, "callee"), "name") === "require";
  const from = called
    ? list(node, "arguments")[0]
    : /^(ImportExpression|TSExternalModuleReference)$/.test(node.type)
      ? (child(node, "source") ?? child(node, "expression"))
      : undefined;
  const own = from?.type === "Literal" ? [text(from, "value")] : [];
  return own.concat(children(node).flatMap(dynamic)).filter(Boolean);
}
