import { bare, child, list, type Node, text } from "../../slice/node.ts";
import { propertyText } from "./handler.ts";
import type { Source } from "./source.ts";

/** Bytes of an element, by the constructors whose argument is a length. */
const ELEMENTS: Readonly<Record<string, number>> = {
  Uint8Array: 1,
  ArrayBuffer: 1,
  Uint16Array: 2,
  Uint32Array: 4,
  Float64Array: 8,
};
/** Names that stand for names that stand for … */
const DEPTH = 8;

/** Bytes of a value, at least: 0 for what is not written down. */
export function sizeOf(given: Node | undefined, source: Source, depth = 0): number {
  const node = given && bare(given);
  if (!node || depth > DEPTH) return 0;
  const inner = (each: Node | undefined): number => sizeOf(each, source, depth + 1);
  const [first] = list(node, "arguments");
  const callee = bare(child(node, "callee") ?? node);
  const length = first ? (numberOf(first, source) ?? 0) : 0;
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" ? Buffer.byteLength(node.value) : 0;
    case "TemplateLiteral":
      return list(node, "quasis").reduce(
        (sum, { value }) => sum + Buffer.byteLength((value as { raw: string }).raw),
        0,
      );
    case "BinaryExpression":
      return node.operator === "+" ? inner(child(node, "left")) + inner(child(node, "right")) : 0;
    case "NewExpression":
      return (ELEMENTS[text(callee, "name")] ?? 0) * length;
    case "CallExpression": {
      const owner = child(callee, "object");
      const method = propertyText(callee);
      if (method === "repeat") return inner(owner) * length;
      if (method === "fill") return inner(owner);
      return /^alloc/.test(method) && text(owner && bare(owner), "name") === "Buffer" ? length : 0;
    }
    default:
      return inner(constant(node, source));
  }
}

/** A number that is written down: literals, constants and arithmetic. */
function numberOf(given: Node, source: Source, depth = 0): number | undefined {
  const node = bare(given);
  if (typeof node.value === "number") return node.value;
  const inner = (each: Node | undefined): number | undefined =>
    each && depth < DEPTH ? numberOf(each, source, depth + 1) : undefined;
  if (node.type !== "BinaryExpression") return inner(constant(node, source));
  const [a, b] = [inner(child(node, "left")), inner(child(node, "right"))];
  if (a === undefined || b === undefined) return undefined;
  const results: Readonly<Record<string, number>> = {
    "*": a * b,
    "+": a + b,
    "-": a - b,
    "/": a / b,
    "**": a ** b,
    "<<": a * 2 ** b,
  };
  return results[text(node, "operator")];
}

/** What a name stands for, when only one thing was ever put into it. */
function constant(node: Node, { of }: Source): Node | undefined {
  const binding = node.type === "Identifier" ? of.get(node) : undefined;
  return binding?.sources.length === 1 ? binding.sources[0] : undefined;
}
