import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { route } from "./route.ts";
import type { AuthLevel } from "./runtime.ts";

const AUTH_LEVELS: readonly AuthLevel[] = ["anonymous", "function", "admin"];

/**
 * The source of a unit's chunk: exports `handler`.
 *
 * @throws `INVALID_TARGET_CONFIG`
 */
export function entry(unit: Unit, { easyAuth = false }: TargetConfig): string {
  if (typeof easyAuth !== "boolean")
    throw error("INVALID_TARGET_CONFIG", `azure.easyAuth is ${JSON.stringify(easyAuth)}; write true or false`);
  const options = unit.timeoutMs === undefined ? "" : `, { timeoutMs: ${unit.timeoutMs} }`;
  return `import { httpDispatch, httpStream, streamed } from "unmoor/azure";
import { routes } from ${JSON.stringify(unit.module)};

export const handler = streamed(httpStream(${easyAuth ? "{ easyAuth: true }" : ""}), httpDispatch(routes, { provider: "azure" })${options});
`;
}

/**
 * The source of the one module that registers the app's functions. The first HTTP unit takes every path that no other
 * one names.
 *
 * @throws `INVALID_TARGET_CONFIG`, `INVALID_NAME`
 */
export function main(units: readonly Unit[], { authLevel = "anonymous" }: TargetConfig): string {
  if (!AUTH_LEVELS.includes(authLevel as AuthLevel))
    throw error("INVALID_TARGET_CONFIG", `azure.authLevel is ${authLevel}; use ${AUTH_LEVELS.join(", ")}`);
  const lines = units.flatMap((unit, first) =>
    (first ? unit.functions.map(({ path = "/**" }) => route(path)) : ["{*path}"]).map((template, nth) => {
      const name = functionName(nth ? `${unit.name}-${nth + 1}` : unit.name);
      const load = `() => import(${JSON.stringify(`unmoor:unit/${unit.name}`)})`;
      return `  { name: "${name}", route: ${JSON.stringify(template)}, authLevel: "${authLevel}", load: ${load} },\n`;
    }),
  );
  return `import { register } from "unmoor/azure";

register([
${lines.join("")}]);
`;
}

/** What the host accepts: Utility.cs of azure-functions-host. */
function functionName(name: string): string {
  if (/^[a-z][\w-]{0,127}$/i.test(name) && !/^host$/i.test(name)) return name;
  throw error("INVALID_NAME", `"${name}" cannot name a function on Azure; start with a letter, and not "host"`);
}
