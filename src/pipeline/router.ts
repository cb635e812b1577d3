import { addRoute, createRouter, findRoute } from "rou3";
import type { HttpFunction, Method } from "../app/index.ts";
import { error } from "../wire/index.ts";

/** A function and the name it was exported by. */
export interface Target {
  readonly name: string;
  readonly fn: HttpFunction;
}

/** What a router makes of a request: a target, or the methods that the path knows (none for an unknown path). */
export type Match =
  | { readonly target: Target; readonly params: Readonly<Record<string, string>> }
  | { readonly target?: undefined; readonly allow: readonly string[] };

const METHODS: readonly Method[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * A router over the functions of an app.
 *
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path
 */
export function createHttpRouter(targets: readonly Target[]): (method: string, path: string) => Match {
  const all = createRouter<Target>();
  // A path with an empty segment (`//private`) matches nothing but a catch-all.
  const catchAll = createRouter<Target>();
  const taken = new Map<string, Target>();

  const add = (method: string, pattern: string, target: Target, yields?: boolean): void => {
    const key = `${method} ${pattern.replace(/:\w+/g, ":")}`;
    const other = taken.get(key);
    if (other && yields) return;
    if (other)
      throw error("ROUTE_CLASH", `"${other.name}" and "${target.name}" both answer ${method} ${pattern}; change one`);
    taken.set(key, target);
    addRoute(all, method === "*" ? "" : method, pattern, target);
    if (pattern.includes("**")) addRoute(catchAll, method === "*" ? "" : method, pattern, target);
  };
  // What is written out stands before what `:name?` and `**:rest` imply, and both before the HEAD that GET implies.
  const expanded = targets.map((target) => ({ target, patterns: expand(target.fn.path) }));
  for (const { target, patterns } of expanded)
    for (const method of target.fn.methods) add(method, patterns[0] as string, target);
  for (const { target, patterns } of expanded)
    for (const method of target.fn.methods) for (const pattern of patterns.slice(1)) add(method, pattern, target, true);
  for (const { target, patterns } of expanded)
    if (target.fn.methods.includes("GET")) for (const pattern of patterns) add("HEAD", pattern, target, true);

  return (method, path) => {
    const canonical = path.includes("%") ? canonicalPath(path) : path;
    const router = canonical.includes("//") ? catchAll : all;
    const found = findRoute(router, method, canonical);
    if (found?.data) return { target: found.data, params: readParams(found.data.fn.path, found.params) };
    return { allow: METHODS.filter((known) => findRoute(router, known, canonical, { params: false })) };
  };
}

/** The patterns for the router underneath, fullest first: it knows neither `:name?` nor an empty `**:rest`. */
function expand(path: string): string[] {
  const patterns = [path.replaceAll("?", "")];
  for (let rest = path; /\/(:\w+\?|\*\*:\w+)$/.test(rest); ) {
    rest = rest.slice(0, rest.lastIndexOf("/"));
    patterns.push(rest.replaceAll("?", "") || "/");
  }
  return patterns;
}

/**
 * Every segment decoded once, and only `%` and `/` written as escapes again: `/%61dmin` is `/admin`, `%2F` splits
 * nothing, and `%252F` is not decoded twice (hono GHSA-5r4p, GHSA-74fm; h3 GHSA-wr4h). Params are read from the very
 * string that was matched.
 *
 * @throws `INVALID_PATH` (400): decodeURIComponent throws on `/%E0%A4%A`
 */
function canonicalPath(path: string): string {
  try {
    return path
      .split("/")
      .map((segment) => decodeURIComponent(segment).replace(/[%/]/g, encodeURIComponent))
      .join("/");
  } catch {
    throw error("INVALID_PATH", `"${path}" is not percent-encoded UTF-8`, 400);
  }
}

/** In `**:rest`, where `/` separates, an escaped one stays `%2F`: decoded, `..%2F..` would climb out of a folder. */
function readParams(path: string, found: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const params: Record<string, string> = Object.create(null);
  for (const [, stars, name = "", optional] of path.matchAll(/\/(\*\*)?:(\w+)(\?)?/g)) {
    const value = found[name];
    if (stars) params[name] = (value ?? "").replaceAll("%25", "%");
    else if (value || !optional) params[name] = (value ?? "").replaceAll("%2F", "/").replaceAll("%25", "%");
  }
  return params;
}
