import { bare, child, list, type Node, text } from "../../slice/node.ts";
import { keyText } from "./handler.ts";
import { sizeOf } from "./size.ts";
import type { Source, Spot } from "./source.ts";

/** A response whose size is written down: at least so many bytes. */
export interface Response extends Spot {
  readonly bytes: number;
}

/** `new Response(body)` and `Response.json(body)` with bodies that are constants, or with a written content-length. */
export function responses(source: Source): Response[] {
  const { nodes, of } = source;
  return nodes.flatMap((node) => {
    if (!/^(New|Call)Expression$/.test(node.type)) return [];
    const callee = bare(child(node, "callee") ?? node);
    const owner = callee.type === "MemberExpression" ? bare(child(callee, "object") ?? callee) : callee;
    if (text(owner, "name") !== "Response" || of.get(owner)) return [];
    const [body, init] = list(node, "arguments");
    const bytes = Math.max(sizeOf(body, source), init ? stated(init) : 0);
    return bytes ? [{ bytes, at: node.start }] : [];
  });
}

/** A content-length among the headers of `{ headers: { … } }`. */
function stated(init: Node): number {
  const headers = list(init, "properties").find((each) => keyText(each) === "headers");
  const length = list((headers && child(headers, "value")) ?? init, "properties").find(
    (each) => keyText(each).toLowerCase() === "content-length",
  );
  return Number(length && child(length, "value")?.value) || 0;
}
