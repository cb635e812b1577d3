import { child, children, erased, list, type Node, targets, text } from "./node.ts";
import type { Binding, Scopes } from "./scope.ts";

/** The smallest piece that is kept or blanked: a statement, a declarator, a specifier. */
export interface Part {
  readonly node: Node;
  readonly statement: Node;
  readonly declares: readonly Binding[];
  /** The names under which others can ask for it; "*" for `export * from`. */
  readonly exports: readonly string[];
  readonly references: ReadonlySet<Binding>;
  /** Evaluated when the module is: declarators, classes, statements. */
  readonly runs: boolean;
  /** Stays whatever is wanted: directives and `import "x"`. */
  readonly always?: boolean;
}

/** Cuts a module's body into parts; what exists only for the type checker is no part and is left where it is. */
export function parts(program: Node, { top, references }: Scopes): Part[] {
  const named = (names: readonly string[]): Binding[] => names.flatMap((name) => top.get(name) ?? []);
  return list(program, "body").flatMap((statement): Part[] => {
    const part = (node: Node, names: readonly string[], exports: readonly string[], runs: boolean): Part => ({
      node,
      statement,
      declares: named(names),
      exports,
      references: references(node),
      runs,
    });

    const declaration = (node: Node, exported: boolean): Part[] => {
      const shown = (names: string[]): string[] => (exported ? names : []);
      if (node.type === "VariableDeclaration")
        return list(node, "declarations").map((each) => {
          const names = targets(child(each, "id") ?? each).map((id) => text(id, "name"));
          return part(each, names, shown(names), true);
        });
      let id = child(node, "id");
      while (id && id.type === "TSQualifiedName") id = child(id, "left");
      const names = [text(id, "name")];
      return [
        part(node, names, shown(names), !/Function/.test(node.type) && node.type !== "TSImportEqualsDeclaration"),
      ];
    };

    switch (statement.type) {
      case "EmptyStatement":
        return [];
      case "ImportDeclaration": {
        const specifiers = list(statement, "specifiers");
        if (statement.importKind === "type") return [];
        if (specifiers.length === 0) return [{ ...part(statement, [], [], false), always: true }];
        return specifiers.map((each) =>
          part(each, each.importKind === "type" ? [] : [text(child(each, "local"), "name")], [], false),
        );
      }
      case "ExportAllDeclaration":
        if (statement.exportKind === "type") return [];
        return [part(statement, [], [name(child(statement, "exported")) || "*"], false)];
      case "ExportDefaultDeclaration": {
        const node = child(statement, "declaration") ?? statement;
        if (node.type === "TSInterfaceDeclaration") return [];
        const id =
          /(Function|Class)/.test(node.type) && /Declar/.test(node.type) ? text(child(node, "id"), "name") : "";
        return [part(statement, [id], ["default"], !/^(FunctionDeclaration|TSDeclareFunction)$/.test(node.type))];
      }
      case "ExportNamedDeclaration": {
        if (statement.exportKind === "type") return [];
        const node = child(statement, "declaration");
        if (node && erased(node) && node.type !== "TSDeclareFunction") return [];
        if (node) return node.declare === true ? [] : declaration(node, true);
        const foreign = child(statement, "source") !== undefined;
        const specifiers = list(statement, "specifiers").filter((each) => each.exportKind !== "type");
        if (foreign && list(statement, "specifiers").length === 0)
          return [{ ...part(statement, [], [], false), always: true }];
        return specifiers.flatMap((each): Part[] => {
          const made = part(each, [], [name(child(each, "exported"))], false);
          if (foreign) return [{ ...made, references: new Set() }];
          // `interface A {}; export { A }`
          return made.references.size > 0 ? [made] : [];
        });
      }
      case "TSImportEqualsDeclaration":
      case "FunctionDeclaration":
      case "ClassDeclaration":
      case "VariableDeclaration":
      case "TSEnumDeclaration":
      case "TSModuleDeclaration":
        return erased(statement) ? [] : declaration(statement, false);
      case "TSDeclareFunction":
        return statement.declare === true ? [] : declaration(statement, false);
    }
    if (erased(statement)) return [];
    const made = part(statement, hoisted(statement), [], true);
    return [typeof statement.directive === "string" ? { ...made, always: true } : made];
  });
}

/** The text of an export's name: `a`, or `"a b"` as a string. */
export function name(node: Node | undefined): string {
  return text(node, "name") || text(node, "value");
}

/** The names that `var` declares in a block at the top of the module. */
function hoisted(node: Node): string[] {
  if (/Function|^Class|^StaticBlock$/.test(node.type)) return [];
  const own =
    node.type === "VariableDeclaration" && node.kind === "var"
      ? list(node, "declarations").flatMap((each) => targets(child(each, "id") ?? each).map((id) => text(id, "name")))
      : [];
  return own.concat(children(node).flatMap(hoisted));
}
