/** The methods that every provider can register; CONNECT and TRACE cannot be a Fetch `Request`. */
export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

type CheckMethods<M extends string> = M extends "*"
  ? true
  : M extends `${infer Head},${infer Tail}`
    ? Head extends Method
      ? CheckMethods<Tail>
      : Unknown<Head>
    : M extends Method
      ? true
      : Unknown<M>;
type Unknown<M extends string> =
  `unknown method "${M}"; write GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS, several with commas, or * for all`;

/** Characters with a meaning in routers underneath; none of them is ours. */
type Reserved = "*" | ":" | "?" | "{" | "}" | "(" | ")" | "\\" | "#" | "%" | " ";
type Plain<S extends string, P extends string> = S extends `${string}${Reserved}${string}`
  ? `"${S}" in "${P}" is no segment; write plain text, :name, or at the end :name?, ** or **:rest`
  : true;
type Named<N extends string, S extends string, P extends string> = N extends ""
  ? `"${S}" in "${P}" has no name`
  : Plain<N, P>;

type CheckPath<Rest extends string, P extends string> = Rest extends `${infer Head}/${infer Tail}`
  ? Head extends `:${infer N}?`
    ? Tail extends `:${string}?`
      ? And<Named<N, Head, P>, CheckPath<Tail, P>>
      : `"${Head}" in "${P}" can only stand at the end`
    : Head extends `:${infer N}`
      ? And<Named<N, Head, P>, CheckPath<Tail, P>>
      : Head extends `**${string}`
        ? `"${Head}" in "${P}" can only stand at the end`
        : Head extends ""
          ? `"${P}" has an empty segment`
          : And<Plain<Head, P>, CheckPath<Tail, P>>
  : Rest extends "**" | ""
    ? true
    : Rest extends `**:${infer N}` | `:${infer N}?` | `:${infer N}`
      ? Named<N, Rest, P>
      : Plain<Rest, P>;
type And<A, B> = A extends true ? B : A;

/** The route itself where it is one; otherwise a sentence, so that the compiler's message says what is wrong. */
export type CheckRoute<R extends string> = string extends R
  ? R
  : R extends `${infer M} /${infer P}`
    ? CheckMethods<M> extends infer Verdict
      ? Verdict extends true
        ? CheckPath<P, `/${P}`> extends infer Said
          ? Said extends true
            ? R
            : Said & string
          : never
        : Verdict & string
      : never
    : `"${R}" is no route; write methods, a space and a path: "GET /hello/:name"`;

/** Params of a route: `:name` and `**:rest` are there, `:name?` may be. */
export type RouteParams<R extends string> = string extends R
  ? Readonly<Record<string, string | undefined>>
  : R extends `${string}:${string}`
    ? Params<R>
    : Readonly<Record<never, string>>;
type Params<R> = R extends `${string}:${infer Rest}`
  ? Rest extends `${infer N}/${infer Tail}`
    ? Param<N> & Params<Tail>
    : Param<Rest>
  : unknown;
type Param<N extends string> = N extends `${infer M}?`
  ? { readonly [Name in M]?: string }
  : { readonly [Name in N]: string };

/** A route, read. */
export interface Route {
  /** `["*"]` for all. */
  readonly methods: readonly string[];
  readonly path: string;
}

/**
 * Reads a route. The types have refused the same things before; this is for what they do not see.
 *
 * @throws TypeError for what is no route
 * @example parseRoute("GET,POST /a/:id") // { methods: ["GET", "POST"], path: "/a/:id" }
 */
export function parseRoute(route: string): Route {
  const name = "(?!(?:__proto__|_)(?!\\w))[A-Za-z_]\\w*";
  const segments = `(?:/(?:[^/:*?{}()\\\\#%\\s]+|:${name}))*`;
  const end = `(?:(?:/:${name}\\?)+|/\\*\\*(?::${name})?|/)?`;
  const [, methods, path] = new RegExp(`^(\\*|[A-Z]+(?:,[A-Z]+)*) (?=/)(${segments}${end})$`).exec(route) ?? [];
  if (!methods || !path || !/^(\*|(,?(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b)+)$/.test(methods))
    throw new TypeError(
      `"${route}" is no route; write methods (GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, or * for all), a space and a path of plain text, :name and, at the end, :name?, ** or **:rest`,
    );
  return { methods: methods.split(","), path };
}
