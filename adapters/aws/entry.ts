import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import type { HttpOptions } from "./codec/event.ts";

/** Which entry and which codec carry a shape. */
const CARRIERS: Readonly<Record<string, readonly [entry: string, codec: string]>> = {
  "http-api": ["buffered", "httpApi"],
  "function-url": ["buffered", "functionUrl"],
  "function-url-stream": ["streaming", "functionUrlStream"],
  rest: ["buffered", "rest"],
  "rest-stream": ["streaming", "restStream"],
  alb: ["buffered", "alb"],
  "alb-single": ["buffered", "albSingle"],
};

/** The custom domain's path in the config, checked. */
export function basePathOf({ basePath }: TargetConfig): HttpOptions["basePath"] {
  if (basePath === undefined) return undefined;
  if (typeof basePath === "string" && /^(\/[\w.~-]+)+$/.test(basePath)) return basePath as `/${string}`;
  throw error("INVALID_TARGET_CONFIG", `aws.basePath is ${JSON.stringify(basePath)}; write it like "/v1"`);
}

/**
 * The source of a unit's entry: `handler` of `index.mjs`.
 *
 * @throws `INVALID_TARGET_CONFIG`
 */
export function entry(unit: Unit, config: TargetConfig): string {
  const carrier = CARRIERS[unit.shape];
  if (!carrier) throw error("UNKNOWN_SHAPE", `unit "${unit.name}": AWS has no shape "${unit.shape}"`);
  const [make, codec] = carrier;
  const basePath = basePathOf(config);
  const options = basePath === undefined ? "" : JSON.stringify({ basePath });
  return `import { ${make}, ${codec}, httpDispatch } from "unmoor/aws";
import { routes } from ${JSON.stringify(unit.module)};

export const handler = ${make}(${codec}(${options}), httpDispatch(routes, { provider: "aws" }));
`;
}
