import { bare, child, children, erased, isClass, isFunction, list, type Node, targets, text } from "./node.ts";

/** One binding. */
export interface Binding {
  readonly name: string;
  /** Of the module itself: what can be kept or blanked. */
  readonly top: boolean;
  /** The function that it is a parameter of. */
  readonly param?: Node;
  /** The specifier that it is imported from. */
  readonly from?: string;
  /** Every expression, function or class that may be its value, or be held by it. */
  readonly sources: Node[];
}

/** Which binding an identifier means; undefined is a global. */
export type Bindings = ReadonlyMap<Node, Binding | undefined>;

interface Scope {
  readonly parent?: Scope;
  readonly names: Map<string, Binding>;
}

export interface Scopes {
  /** What `this` of a class or function is given to hold. */
  readonly fields: ReadonlyMap<Node, readonly Node[]>;
  /** The getters and setters, and the classes that have some: naming a property runs them. */
  readonly accessors: ReadonlySet<Node>;
  readonly top: ReadonlyMap<string, Binding>;
  readonly of: Bindings;
  /** Walks one part of a top-level statement and gives the module's own bindings that it mentions as values. */
  references(node: Node): Set<Binding>;
}

/** Resolves every identifier of a module by the scoping rules of ES modules (always strict) and TypeScript's values. */
export function scopes(program: Node): Scopes {
  const of = new Map<Node, Binding | undefined>();
  const accessors = new Set<Node>();
  const fields = new Map<Node, Node[]>();
  let self: Node = program;
  let described = false;
  const top: Scope = { names: new Map() };
  let seen = new Set<Binding>();

  const declare = (
    scope: Scope,
    name: string,
    source?: Node,
    more: { param?: Node; from?: string } = {},
  ): undefined => {
    if (name === "") return;
    const known = scope.names.get(name);
    if (known && source) known.sources.push(source);
    if (known) return;
    scope.names.set(name, { name, top: scope === top, sources: source ? [source] : [], ...more });
  };

  const lookup = (scope: Scope | undefined, name: string): Binding | undefined =>
    scope && (scope.names.get(name) ?? lookup(scope.parent, name));

  const use = (node: Node, scope: Scope): undefined => {
    const binding = lookup(scope, text(node, "name"));
    of.set(node, binding);
    if (binding?.top) seen.add(binding);
  };

  const variables = (node: Node, scope: Scope): undefined => {
    for (const declarator of list(node, "declarations")) {
      const init = child(declarator, "init");
      for (const id of targets(child(declarator, "id") ?? declarator)) declare(scope, text(id, "name"), init);
    }
  };

  /** `var` reaches the function's scope from any depth. */
  const hoist = (node: Node, scope: Scope): undefined => {
    if (isFunction(node) || isClass(node) || node.type === "TSModuleDeclaration") return;
    if (node.type === "VariableDeclaration" && node.kind === "var" && !erased(node)) variables(node, scope);
    for (const inner of children(node)) hoist(inner, scope);
  };

  const lexical = (statements: readonly Node[], scope: Scope): undefined => {
    for (const statement of statements) {
      const node = (statement.type.startsWith("Export") && child(statement, "declaration")) || statement;
      if (statement.importKind === "type" || statement.exportKind === "type") continue;
      if (node.type === "TSDeclareFunction" && !node.declare) declare(scope, text(child(node, "id"), "name"));
      if (erased(node)) continue;
      if (node.type === "VariableDeclaration" && node.kind !== "var") variables(node, scope);
      else if (node.type === "ImportDeclaration")
        for (const each of list(node, "specifiers"))
          if (each.importKind !== "type")
            declare(scope, text(child(each, "local"), "name"), undefined, {
              from: text(child(node, "source"), "value"),
            });
      if (node.type === "TSImportEqualsDeclaration") {
        const target = child(node, "moduleReference");
        const required = target && child(target, "expression");
        declare(scope, text(child(node, "id"), "name"), target, required ? { from: text(required, "value") } : {});
      } else if (/^(Function|Class|TSEnum|TSModule)Declaration$/.test(node.type)) declare(scope, owner(node), node);
    }
  };

  const block = (statements: readonly Node[], parent: Scope): Scope => {
    const scope: Scope = { parent, names: new Map() };
    lexical(statements, scope);
    return scope;
  };

  const all = (nodes: readonly (Node | undefined)[], scope: Scope): undefined => {
    for (const node of nodes) if (node) walk(node, scope);
  };

  const body = (statements: readonly Node[], parent: Scope): undefined => {
    const scope = block(statements, parent);
    for (const statement of statements) hoist(statement, scope);
    all(statements, scope);
  };

  /** What a write may put into the binding at the root of its target: later effects on one are effects on the other. */
  const hold = (target: Node, value: Node, scope: Scope): undefined => {
    for (const each of targets(target)) {
      let root = bare(each);
      while (root.type === "MemberExpression") root = bare(child(root, "object") ?? root);
      if (root.type === "Identifier") lookup(scope, text(root, "name"))?.sources.push(value);
      if (root.type === "ThisExpression") fields.set(self, [...(fields.get(self) ?? []), value]);
    }
  };

  const walk = (node: Node, scope: Scope): undefined => {
    if (erased(node)) return described ? types(node, scope) : undefined;
    const outside = self;
    if (isClass(node) || (isFunction(node) && !isClass(self) && node.type !== "ArrowFunctionExpression")) self = node;
    visit(node, scope);
    self = outside;
  };

  /** `emitDecoratorMetadata` turns the types in a decorated class into values. */
  const types = (node: Node, scope: Scope): undefined => {
    if (node.type === "TSTypeReference") {
      let name = child(node, "typeName");
      while (name?.type === "TSQualifiedName") name = child(name, "left");
      if (name) use(name, scope);
    }
    for (const inner of children(node)) types(inner, scope);
  };

  const visit = (node: Node, scope: Scope): undefined => {
    if (isFunction(node)) {
      const outer: Scope = { parent: scope, names: new Map() };
      if (node.type === "FunctionExpression") declare(outer, text(child(node, "id"), "name"), node);
      const inner: Scope = { parent: outer, names: new Map() };
      for (const param of list(node, "params"))
        for (const id of targets(param)) declare(inner, text(id, "name"), undefined, { param: node });
      all(list(node, "params"), inner);
      const code = child(node, "body");
      if (code?.type === "BlockStatement") body(list(code, "body"), inner);
      else if (code) walk(code, inner);
      return;
    }
    if (isClass(node)) {
      const inner: Scope = { parent: scope, names: new Map() };
      const id = child(node, "id");
      // Inside itself a declared class is the same binding: `static all = [Base]` must not hide the outer one.
      if (id && node.type === "ClassExpression") declare(inner, text(id, "name"), node);
      const before = described;
      described = isDecorated(node);
      all([...list(node, "decorators"), child(node, "superClass"), child(node, "body")], inner);
      described = before;
      return;
    }
    switch (node.type) {
      case "Identifier":
        all([...list(node, "decorators"), child(node, "typeAnnotation")], scope);
        return use(node, scope);
      case "JSXIdentifier":
        return use(node, scope);
      case "JSXOpeningFragment":
      case "JSXOpeningElement": {
        const name = child(node, "name");
        if (name && (name.type !== "JSXIdentifier" || /^[A-Z_$]/.test(text(name, "name")))) walk(name, scope);
        // The classic JSX runtime calls these without a mention in the text.
        for (const pragma of ["React", "h", "Fragment", "jsx"]) {
          const binding = lookup(scope, pragma);
          if (binding?.top) seen.add(binding);
        }
        return all(list(node, "attributes"), scope);
      }
      case "JSXAttribute":
        return all([child(node, "value")], scope);
      case "JSXMemberExpression":
        return all([child(node, "object")], scope);
      case "JSXNamespacedName":
      case "JSXClosingElement":
      case "MetaProperty":
      case "BreakStatement":
      case "ContinueStatement":
      case "ImportDeclaration":
        return;
      case "LabeledStatement":
        return all([child(node, "body")], scope);
      case "MemberExpression":
      case "TSQualifiedName": {
        const object = child(node, "object") ?? child(node, "left");
        return all([object, node.computed === true ? child(node, "property") : undefined], scope);
      }
      case "Property":
      case "MethodDefinition":
      case "PropertyDefinition":
      case "AccessorProperty":
        if (node.type === "PropertyDefinition" && isClass(self))
          fields.set(self, [...(fields.get(self) ?? []), child(node, "value") ?? node]);
        if (node.kind === "get" || node.kind === "set") accessors.add(child(node, "value") ?? node);
        all([...list(node, "decorators"), node.computed === true ? child(node, "key") : undefined], scope);
        return all([child(node, "value"), child(node, "typeAnnotation")], scope);
      case "ExportSpecifier":
        return all([child(node, "local")], scope);
      case "AssignmentExpression": {
        const [left, right] = [child(node, "left"), child(node, "right")];
        if (left && right) hold(left, right, scope);
        return all([left, right], scope);
      }
      case "AssignmentPattern": {
        const [left, right] = [child(node, "left"), child(node, "right")];
        if (left && right) hold(left, right, scope);
        return all([left, right], scope);
      }
      case "CallExpression": {
        const callee = bare(child(node, "callee") ?? node);
        const method = text(child(callee, "property"), "name");
        if (callee.type === "MemberExpression" && /^(push|unshift|set|add)$/.test(method))
          for (const value of list(node, "arguments")) hold(callee, value, scope);
        return all(children(node), scope);
      }
      case "BlockStatement":
        return all(list(node, "body"), block(list(node, "body"), scope));
      case "StaticBlock":
        return body(list(node, "body"), scope);
      case "TSModuleBlock":
        return body(list(node, "body"), scope);
      case "TSModuleDeclaration":
        return all([child(node, "body")], scope);
      case "TSImportEqualsDeclaration":
        return all([child(node, "moduleReference")], scope);
      case "TSEnumDeclaration": {
        const members = list(child(node, "body") ?? node, "members");
        const inner: Scope = { parent: scope, names: new Map() };
        for (const member of members) declare(inner, text(child(member, "id"), "name"));
        return all(
          members.map((member) => child(member, "initializer")),
          inner,
        );
      }
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement": {
        const head = child(node, "init") ?? child(node, "left");
        const inner = block(head ? [head] : [], scope);
        const right = child(node, "right");
        if (head && right)
          for (const each of head.type === "VariableDeclaration" ? list(head, "declarations") : [head])
            hold(child(each, "id") ?? each, right, inner);
        return all(children(node), inner);
      }
      case "SwitchStatement": {
        const cases = list(node, "cases");
        all([child(node, "discriminant")], scope);
        return all(
          cases,
          block(
            cases.flatMap((each) => list(each, "consequent")),
            scope,
          ),
        );
      }
      case "CatchClause": {
        const inner: Scope = { parent: scope, names: new Map() };
        const param = child(node, "param");
        for (const id of param ? targets(param) : []) declare(inner, text(id, "name"));
        return all([param, child(node, "body")], inner);
      }
      default:
        return all(children(node), scope);
    }
  };

  const statements = list(program, "body");
  lexical(statements, top);
  for (const statement of statements) hoist(statement, top);
  return {
    accessors,
    fields,
    top: top.names,
    of,
    references(node) {
      seen = new Set();
      walk(node, top);
      return seen;
    },
  };
}

const isDecorated = (type: Node): boolean =>
  [type, ...list(child(type, "body") ?? type, "body")].some(
    (each) =>
      list(each, "decorators").length > 0 ||
      list(child(each, "value") ?? each, "params").some((param) => list(param, "decorators").length > 0),
  );

/** The name that a function, class, enum or namespace declares; `namespace a.b` declares `a`. */
function owner(node: Node): string {
  let id = child(node, "id");
  while (id && id.type === "TSQualifiedName") id = child(id, "left");
  return text(id, "name");
}
