import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseAst } from "rolldown/parseAst";

/** A node of Rolldown's tree, read loosely. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One `import`, `export … from`, `import()` or `import("…")` in a type. */
export interface Import {
  readonly specifier: string;
  /** Gone after compilation. */
  readonly type: boolean;
}

/** What a module says of itself. */
export interface Module {
  readonly imports: readonly Import[];
  /** Names it uses and does not bind, and members of `globalThis` it takes, as `globalThis.name`. */
  readonly globals: ReadonlySet<string>;
  /** Kinds of statements that run when it is imported: calls, assignments, loops. */
  readonly effects: readonly string[];
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === "string";
const children = (node: Node): Node[] => Object.values(node).flat().filter(isNode);
const named = (node: unknown): string =>
  String((node as { name?: string; value?: unknown }).name ?? (node as { value?: unknown }).value);
const isFunction = ({ type }: Node): boolean =>
  /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type);
const DECLARES = /^(Import|ExportAll|ExportNamed|Function|Class|Variable|TS)\w*Declaration$|^EmptyStatement$/;
/** TypeScript nodes that hold an expression; every other one is a type. */
const WRAPPERS = /^TS(As|NonNull|Satisfies|Instantiation)Expression$|^TSTypeAssertion$/;

/** Parses a TypeScript module with the build's own parser. */
export function parse(source: string): Module {
  const program = parseAst(source, { lang: "ts" }) as unknown as Node;
  const imports: Import[] = [];
  const globals = new Set<string>();

  const visit = (node: Node, bound: ReadonlySet<string>): void => {
    const { type, source: from } = node;
    if (isNode(from) && typeof from.value === "string") {
      const kinds = (node.specifiers as Node[] | undefined) ?? [];
      const erased = node.importKind === "type" || node.exportKind === "type";
      const every = kinds.length > 0 && kinds.every((it) => it.importKind === "type" || it.exportKind === "type");
      imports.push({ specifier: from.value, type: erased || every || type === "TSImportType" });
    }
    if (/^(Import|ExportAll)Declaration$/.test(type)) return;
    if (type === "Identifier" && !bound.has(named(node))) globals.add(named(node));
    if (type === "MemberExpression" && bare(node.object)?.name === "globalThis")
      globals.add(`globalThis.${named(node.property)}`);
    if (type === "VariableDeclarator" && bare(node.init)?.name === "globalThis")
      for (const key of ((node.id as Node).properties as Node[] | undefined) ?? [])
        globals.add(`globalThis.${named(key.key)}`);
    const inner = isFunction(node) ? new Set([...bound, ...bindings(node)]) : bound;
    for (const [field, value] of Object.entries(node))
      for (const child of [value].flat().filter(isNode)) {
        const isKey = (field === "property" || field === "key") && !node.computed;
        const isType = child.type.startsWith("TS") && !WRAPPERS.test(child.type);
        const isLabel = field === "label" || type === "ExportSpecifier";
        if (isType) types(child, imports);
        else if (!isKey && !isLabel) visit(child, inner);
      }
  };
  visit(program, bindings(program));
  const effects = (program.body as Node[]).filter(({ type }) => !DECLARES.test(type)).map(({ type }) => type);
  return { imports, globals, effects };
}

/** The expression under casts and parentheses. */
function bare(node: unknown): Node | undefined {
  if (!isNode(node)) return undefined;
  return WRAPPERS.test(node.type) || node.type === "ParenthesizedExpression" ? bare(node.expression) : node;
}

/** `import("…")` inside types. */
function types(node: Node, imports: Import[]): void {
  const from = node.source ?? (node.argument as Node | undefined)?.literal;
  if (node.type === "TSImportType" && isNode(from)) imports.push({ specifier: String(from.value), type: true });
  for (const child of children(node)) types(child, imports);
}

/** Names that a function or a module binds itself, in any of its blocks: enough for names that must not occur. */
function bindings(scope: Node): Set<string> {
  const names = new Set<string>();
  const pattern = (node: Node): void => {
    if (node.type === "Identifier") names.add(named(node));
    else if (node.type === "Property") pattern(node.value as Node);
    else if (node.type === "AssignmentPattern") pattern(node.left as Node);
    else if (/Pattern$|RestElement|TSParameterProperty/.test(node.type))
      for (const child of children(node)) pattern(child);
  };
  const walk = (node: Node): void => {
    if (node.type === "VariableDeclarator") pattern(node.id as Node);
    if (/^(Function|Class)Declaration$/.test(node.type)) pattern(node.id as Node);
    if (/^Import(Default|Namespace)?Specifier$/.test(node.type)) pattern(node.local as Node);
    if (node.type === "CatchClause" && isNode(node.param)) pattern(node.param);
    if (!isFunction(node) || node === scope) for (const child of children(node)) walk(child);
  };
  walk(scope);
  if (isFunction(scope)) for (const param of scope.params as Node[]) pattern(param);
  return names;
}

/** The module in a file. */
export const read = (file: string): Module => parse(readFileSync(file, "utf8"));

/**
 * The names that a module exports, sorted, types as `type X`; follows `export *`.
 *
 * @param locate gives the file of a specifier that is not relative
 */
export function exportsOf(file: string, locate: (specifier: string) => string): string[] {
  const names = new Set<string>();
  const program = parseAst(readFileSync(file, "utf8"), { lang: "ts" }) as unknown as { body: Node[] };
  for (const statement of program.body) {
    if (statement.type !== "ExportNamedDeclaration" && statement.type !== "ExportAllDeclaration") continue;
    const erased = statement.exportKind === "type";
    const add = (name: string, type: boolean): void =>
      void names.add(type && !name.startsWith("type ") ? `type ${name}` : name);
    if (statement.type === "ExportAllDeclaration") {
      const specifier = named(statement.source);
      const from = specifier.startsWith(".") ? resolve(dirname(file), specifier) : locate(specifier);
      for (const name of exportsOf(from, locate)) add(name, erased);
      continue;
    }
    for (const it of statement.specifiers as Node[]) add(named(it.exported), erased || it.exportKind === "type");
    const declaration = statement.declaration as Node | null;
    if (declaration)
      for (const it of (declaration.declarations as Node[] | undefined) ?? [declaration])
        add(named(it.id), declaration.type.startsWith("TS"));
  }
  return [...names].sort();
}
