import { addRoute, createRouter, findRoute } from "rou3";
import { type App, functionsOf, milliseconds, parseRoute } from "../app/index.ts";
import { error } from "../wire/index.ts";
import { canonicalPath, type Routes, restParams, type Target } from "./routes.ts";

/** One line of a route table: what is given to rou3. */
export interface RouteRow {
  /** Upper case; empty for all. */
  readonly method: string;
  readonly pattern: string;
  /** Index of its function. */
  readonly index: number;
}

/**
 * The route table of some routes, for the interpreter here and for the compiler of the build.
 *
 * @throws TypeError for what is no route; `ROUTE_CLASH` when two functions answer the same method on the same path
 */
export function routeTable(routes: readonly { readonly name: string; readonly route: string }[]): RouteRow[] {
  const rows = new Map<string, RouteRow>();
  const add = (method: string, path: string, index: number, implied?: boolean): void => {
    const pattern = patternOf(path);
    const key = `${method} ${pattern.replace(/:\w+/g, ":").replace(/(.)\/$/, "$1")}`;
    const other = rows.get(key);
    if (!other) rows.set(key, { method: method === "*" ? "" : method, pattern, index });
    else if (!implied) {
      const names = `"${routes[other.index]?.name}" and "${routes[index]?.name}"`;
      throw error("ROUTE_CLASH", `${names} both answer ${method} ${path}; change the route of one`);
    }
  };
  const parsed = routes.map(({ route }) => parseRoute(route));
  parsed.forEach(({ methods, path }, index) => {
    for (const method of methods) add(method, path, index);
  });
  // HEAD is answered from GET unless it has a function of its own.
  parsed.forEach(({ methods, path }, index) => {
    if (methods.includes("GET")) add("HEAD", path, index, true);
  });
  return [...rows.values()];
}

/** Literals in the one encoding that `match` gives to paths; `**:rest` as the form that may also be empty. */
function patternOf(path: string): string {
  const pattern = path.replace(/\/\*\*.*/, "/**");
  return pattern.replace(/[^/]+/g, (segment) => (/^[:*]/.test(segment) ? segment : canonicalPath(segment)));
}

/** Methods that some row is limited to: what `Allow` may list. */
export const methodsOf = (table: readonly RouteRow[]): string[] =>
  [...new Set(table.map(({ method }) => method))].filter(Boolean);

/** What the router knows of a function beside its table. */
export function targetOf(name: string, fn: Target["fn"]): Target {
  const { timeout } = fn.options;
  const rest = /\*\*(?::(\w+))?$/.exec(fn.route);
  return {
    name,
    fn,
    params: rest ? restParams(rest[1]) : undefined,
    timeoutMs: timeout === undefined ? undefined : milliseconds(timeout),
  };
}

/**
 * A router over the HTTP functions of an app, interpreted: for hand-written entries and tests. The build compiles the
 * same table with the same library.
 *
 * @throws TypeError for what is no route; `ROUTE_CLASH` when two functions answer the same method on the same path
 * @example httpDispatch(createRoutes(app), { provider: "aws" })
 */
export function createRoutes(app: App): Routes {
  const targets = functionsOf(app, "http").map(([name, fn]) => targetOf(name, fn));
  const router = createRouter<Target>();
  const table = routeTable(targets.map(({ name, fn }) => ({ name, route: fn.route })));
  for (const { method, pattern, index } of table) addRoute(router, method, pattern, targets[index]);
  return { methods: methodsOf(table), find: (method, path) => findRoute(router, method, path) };
}
