import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import type { HttpOptions } from "./codec/http.ts";
import { timeouts } from "./timeouts.ts";

/** Request timeout of a unit in whole seconds, as Google Cloud counts: deployed and built in from here alone. */
export function timeoutSeconds({ shape, timeoutMs }: Unit): number {
  const ms = timeoutMs ?? (shape === "service" ? timeouts.service : timeouts.function);
  return Math.min(3_600, Math.max(1, Math.ceil(ms / 1000)));
}

/**
 * The source of a unit's entry: exports `handler` for functions-framework, or is the server.
 *
 * @throws `UNKNOWN_SHAPE`, `INVALID_TARGET_CONFIG`
 */
export function entry(unit: Unit, config: TargetConfig): string {
  if (unit.shape !== "function" && unit.shape !== "service")
    throw error("UNKNOWN_SHAPE", `unit "${unit.name}": gcp has no shape "${unit.shape}"; use function or service`);
  const options = codecOptions(config);
  const service = unit.shape === "service";
  const listen = `listener(nodeHttp(${options}), httpDispatch(routes, { provider: "gcp" }), { timeoutMs: ${
    timeoutSeconds(unit) * 1000
  } })`;
  return `import { httpDispatch, listener, nodeHttp${service ? ", serve" : ""} } from "unmoor/gcp";
import { routes } from ${JSON.stringify(unit.module)};

${service ? `serve(${listen}, process)` : `export const handler = ${listen}`};
`;
}

function codecOptions(config: TargetConfig): string {
  const options: Record<string, boolean> = {};
  for (const key of ["loadBalancer", "iap"] satisfies (keyof HttpOptions)[]) {
    const value = config[key] ?? false;
    if (typeof value !== "boolean")
      throw error("INVALID_TARGET_CONFIG", `gcp.${key} is ${JSON.stringify(value)}; write true or false`);
    if (value) options[key] = true;
  }
  return Object.keys(options).length ? JSON.stringify(options) : "";
}
