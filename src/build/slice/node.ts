/** A node of the parser's tree (ESTree with TypeScript), read loosely: the slicer looks at shapes, not at every field. */
export interface Node {
  readonly type: string;
  /** UTF-16 offsets into the source, as Rolldown's parser gives them. */
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** The node in `field`, or undefined where there is none. */
export function child(node: Node, field: string): Node | undefined {
  return isNode(node[field]) ? node[field] : undefined;
}

/** The nodes of a list field; holes (`[, a]`) are left out. */
export function list(node: Node, field: string): Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** A string field, or "". */
export function text(node: Node | undefined, field: string): string {
  const value = node?.[field];
  return typeof value === "string" ? value : "";
}

/** Every child node, in source order of the fields. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const field in node) {
    const value = node[field];
    if (Array.isArray(value)) for (const each of value) isNode(each) && found.push(each);
    else if (isNode(value)) found.push(value);
  }
  return found;
}

/** The expression under parentheses, casts, `!`, `?.` chains and `await`: what flows is the same value. */
export function bare(node: Node): Node {
  const inner = child(node, "expression") ?? child(node, "argument");
  return inner && wrappers.has(node.type) ? bare(inner) : node;
}

/** The expression of a TypeScript node that exists at run time; undefined for a type. */
export function erased(node: Node): boolean {
  return node.declare === true || (node.type.startsWith("TS") && !runtime.has(node.type));
}

/** What a call hands over; a template's tag gets the strings first. */
export function argumentsOf(call: Node): Node[] {
  const quasi = child(call, "quasi");
  return quasi ? [quasi, ...list(quasi, "expressions")] : list(call, "arguments");
}

export function isFunction(node: Node): boolean {
  return (
    node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression"
  );
}

export function isClass(node: Node): boolean {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

/** The identifiers that a pattern binds or assigns; members (`[a.b] = …`) are given as they are. */
export function targets(pattern: Node): Node[] {
  switch (pattern.type) {
    case "ObjectPattern":
      return list(pattern, "properties").flatMap(targets);
    case "ArrayPattern":
      return list(pattern, "elements").flatMap(targets);
    case "Property":
      return within(pattern, "value");
    case "AssignmentPattern":
      return within(pattern, "left");
    case "RestElement":
      return within(pattern, "argument");
    case "TSParameterProperty":
      return within(pattern, "parameter");
    default:
      return bare(pattern) === pattern ? [pattern] : targets(bare(pattern));
  }
}

const within = (node: Node, field: string): Node[] => {
  const inner = child(node, field);
  return inner ? targets(inner) : [];
};

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

const wrappers: ReadonlySet<string> = new Set([
  "ParenthesizedExpression",
  "ChainExpression",
  "AwaitExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
]);

const runtime: ReadonlySet<string> = new Set([
  ...wrappers,
  "TSEnumDeclaration",
  "TSEnumBody",
  "TSEnumMember",
  "TSModuleDeclaration",
  "TSModuleBlock",
  "TSParameterProperty",
  "TSImportEqualsDeclaration",
  "TSExternalModuleReference",
  "TSQualifiedName",
]);
