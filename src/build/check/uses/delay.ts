import { milliseconds } from "../../../app/index.ts";
import { bare, child, list, type Node, text } from "../../slice/node.ts";
import { keyText } from "./handler.ts";
import type { Source, Spot } from "./source.ts";

/** A `new Retry(…, { after })` whose delay is written down. */
export interface Delay extends Spot {
  readonly ms: number;
}

export function delays({ nodes, of }: Source): Delay[] {
  return nodes.flatMap((node) => {
    if (node.type !== "NewExpression") return [];
    const callee = bare(child(node, "callee") ?? node);
    if (text(callee, "name") !== "Retry" || of.get(callee)?.from !== "unmoor") return [];
    const after = list(node, "arguments")
      .flatMap((each) => list(each, "properties"))
      .find((each) => keyText(each) === "after");
    const ms = after && written(child(after, "value"));
    return ms === undefined ? [] : [{ ms, at: node.start }];
  });
}

function written(node: Node | undefined): number | undefined {
  const value = node && bare(node).value;
  try {
    return value === undefined ? undefined : milliseconds(value as number);
  } catch {
    return undefined;
  }
}
