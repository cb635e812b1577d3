import { addRoute, createRouter } from "rou3";
import { compileRouterToString } from "rou3/compiler";
import { type FunctionFacts, methodsOf, routeTable, type Unit } from "../adapter/index.ts";
import { parseRoute } from "../app/index.ts";
import { fault } from "./errors.ts";

/**
 * Refuses HTTP functions that answer the same: over all units, since they share one host name.
 *
 * @throws `ROUTE_CLASH`
 */
export function checkRoutes(functions: readonly FunctionFacts[]): void {
  try {
    const http = functions.filter(({ trigger }) => trigger === "http");
    routeTable(http.map((fn) => ({ name: fn.name, route: routeOf(fn) })));
  } catch (thrown) {
    throw fault("ROUTE_CLASH", (thrown as Error).message);
  }
}

/** An HTTP function for the route table. */
export interface CompiledRoute {
  readonly name: string;
  readonly route: string;
  readonly timeoutMs?: number | undefined;
  /** The identifier that holds it, where it is not its name. */
  readonly local?: string;
}

/**
 * Source of `export const routes`, the route table compiled, so that no router is bundled.
 *
 * @throws TypeError for what is no route; `ROUTE_CLASH`
 * @example compileRoutes([{ name: "hello", route: "GET /hello/:name" }])
 */
export function compileRoutes(functions: readonly CompiledRoute[]): string {
  const router = createRouter<number>();
  const table = routeTable(functions);
  // Where no function answers HEAD itself, asking for GET in its place finds the same and halves the code.
  const aliased = !functions.some(({ route }) => parseRoute(route).methods.includes("HEAD"));
  for (const { method, pattern, index } of table)
    if (!aliased || method !== "HEAD") addRoute(router, method, pattern, index);
  const targets = functions.map(({ name, route, timeoutMs, local = name }) => {
    const rest = /\*\*(?::(\w+))?$/.exec(route);
    const params = rest ? `, params: restParams(${rest[1] ? `"${rest[1]}"` : ""})` : "";
    return `{ name: "${name}", fn: ${local}${params}${timeoutMs ? `, timeoutMs: ${timeoutMs}` : ""} }`;
  });
  const compiled = compileRouterToString(router, "", { serialize: (index) => targets[index as number] as string });
  const find = aliased ? compiled.replace("(m,p)=>{", '(m,p)=>{if(m==="HEAD")m="GET";') : compiled;
  // What a path ends in decides who decodes its params; most apps need no `restParams`.
  const head = targets.some((target) => target.includes("restParams("))
    ? 'import { restParams } from "unmoor/adapter";\n'
    : "";
  return `${head}export const routes = { methods: ${JSON.stringify(methodsOf(table))}, find: ${find} };`;
}

/**
 * Source of the module behind `unit.module`: a unit's functions by their names and, of an HTTP unit, its `routes`.
 *
 * @param entry specifier of the app's module
 * @param timeouts milliseconds, of functions whose definition says otherwise than the configuration
 */
export function functionsModule(
  { trigger, functions }: Unit,
  entry: string,
  timeouts: ReadonlyMap<string, number> = new Map(),
): string {
  const http = trigger === "http";
  const imports = functions.map(({ name }, i) => `${name} as f${i}`).join(", ");
  // The route table has the timeouts of HTTP functions.
  const timed = functions.map(({ name }) => (http ? undefined : timeouts.get(name)));
  // An HTTP function that is called `routes` is still in the table.
  const exports = functions.flatMap(({ name }, i) =>
    http && name === "routes" ? [] : [`${timed[i] ? "t" : "f"}${i} as ${name}`],
  );
  const lines = [
    `import { ${imports} } from ${JSON.stringify(entry)};`,
    ...timed.flatMap((ms, i) =>
      ms ? [`const t${i} = { ...f${i}, options: { ...f${i}.options, timeout: ${ms} } };`] : [],
    ),
    `export { ${exports.join(", ")} };`,
  ];
  if (http) lines.push(compileRoutes(functions.map((fn, i) => ({ ...fn, route: routeOf(fn), local: `f${i}` }))));
  return lines.join("\n");
}

const routeOf = ({ methods = [], path }: FunctionFacts): string => `${methods} ${path}`;
