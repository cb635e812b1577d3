import type { HttpFunction } from "../app/index.ts";
import { answer } from "./problem.ts";

/** A function and what the router knows of it. */
export interface Target {
  /** Its export name. */
  readonly name: string;
  readonly fn: HttpFunction;
  /** Decodes params otherwise than one by one: of a path with `**`. */
  readonly params?: ((found: Params) => Params) | undefined;
  /** Its own time limit. */
  readonly timeoutMs?: number | undefined;
}

type Params = Readonly<Record<string, string>>;

/** A router over the HTTP functions of an app: made by `createRoutes`, or compiled by the build. */
export interface Routes {
  /** Methods that some path is limited to. */
  readonly methods: readonly string[];
  /** What rou3 finds: a target, and the segments that its params matched. */
  find(method: string, path: string): { data: Target; params?: Record<string, string> } | undefined;
}

/**
 * The function that answers a request.
 *
 * Every segment of the path is decoded once and encoded again in one way, so that `/%61dmin` is `/admin`, `%2F` splits
 * nothing and `%252F` is not decoded twice (hono GHSA-5r4p, GHSA-74fm; h3 GHSA-wr4h). Params are read from the very
 * string that was matched.
 *
 * @throws 404, 405 with `Allow`; URIError, which is answered with 400: decodeURIComponent throws on `/%E0%A4%A`
 */
export function match(
  { methods, find }: Routes,
  { method, url }: Pick<Request, "method" | "url">,
): Omit<Target, "params"> & { readonly params: Params } {
  // Not `new URL`: a Request's URL is written out, and this takes a fifth of the time.
  const path = canonicalPath(/^\w+:..[^/]*([^?#]*)/.exec(url)![1]!);
  const found = find(method, path);
  if (!found) {
    const allow = methods.filter((known) => find(known, path)).join(", ");
    throw answer(allow ? 405 : 404, allow ? { allow } : undefined);
  }
  const target = found.data;
  return { ...target, params: (target.params ?? decoded)(found.params ?? {}) };
}

/** Params of a path, decoded, in an object that holds nothing else. */
function decoded(found: Params): Params {
  const params = { __proto__: null, ...found } as unknown as Record<string, string>;
  for (const name in params) params[name] = decodeURIComponent(params[name] as string);
  return params;
}

/**
 * Decodes the params of a path that ends in `**` or `**:name`. There `/` separates and an escaped one stays `%2F`:
 * decoded, `..%2F..` would climb out of a folder.
 *
 * @example restParams("path")({ _: "a/b%2Fc" }) // { path: "a/b%2Fc" }
 */
export function restParams(name?: string): (found: Params) => Params {
  // rou3 calls the rest `_` and, once more, `0`.
  return ({ _: rest = "", 0: _, ...others }) =>
    decoded(name ? { ...others, [name]: rest.replaceAll("%2F", "%252F") } : others);
}

/**
 * A path in the one encoding that patterns are written in.
 *
 * @throws URIError for what is not percent-encoded UTF-8
 */
export const canonicalPath = (path: string): string =>
  // Most are canonical as they come.
  /^[\w/.~-]*$/.test(path)
    ? path
    : path.replace(/[^/]+/g, (segment) => encodeURIComponent(decodeURIComponent(segment)));
