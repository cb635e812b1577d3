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

type RequiredNames<P extends string> = P extends `${infer Head}/${infer Tail}`
  ? RequiredName<Head> | RequiredNames<Tail>
  : RequiredName<P>;
type RequiredName<S extends string> = S extends `:${string}?`
  ? never
  : S extends `:${infer N}` | `**:${infer N}`
    ? N
    : never;
type OptionalNames<P extends string> = P extends `${infer Head}/${infer Tail}`
  ? OptionalName<Head> | OptionalNames<Tail>
  : OptionalName<P>;
type OptionalName<S extends string> = S extends `:${infer N}?` ? N : never;

/** Params of a route: `:name` and `**:rest` are there, `:name?` may be. */
export type RouteParams<R extends string> = string extends R
  ? Readonly<Record<string, string | undefined>>
  : { readonly [N in RequiredNames<R>]: string } & { readonly [N in OptionalNames<R>]?: string };

/** A route as the router takes it. */
export interface Route {
  /** `["*"]` for all. */
  readonly methods: readonly string[];
  readonly path: string;
}

const NAME = "[A-Za-z_]\\w*";

/**
 * Reads a route; the types have refused the same things before.
 *
 * @throws TypeError for what is no route
 * @example parseRoute("GET,POST /a/:id") // { methods: ["GET", "POST"], path: "/a/:id" }
 */
export function parseRoute(route: string): Route {
  const [, methods, path] =
    new RegExp(
      `^(\\*|[A-Z]+(?:,[A-Z]+)*) ((?:/(?:[^/:*?{}()\\\\#%\\s]+|:${NAME}))*(?:(?:/:${NAME}\\?)+|/\\*\\*(?::${NAME})?|/)?)$`,
    ).exec(route) ?? [];
  if (!methods || !path || !/^(\*|(?:,?(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS))+)$/.test(methods))
    throw new TypeError(
      `"${route}" is no route; write methods (GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, or * for all), a space and a path of plain text, :name and, at the end, :name?, ** or **:rest`,
    );
  return { methods: methods.split(","), path };
}
