import type { ExecutionContext, HttpContext } from "./context.ts";
import type { Duration } from "./duration.ts";
import type { Added, AnyHttpMiddleware } from "./middleware.ts";
import type { CheckRoute, RouteParams } from "./route.ts";

/**
 * Answers a request. A mounted Fetch app fits as it is: its second argument, the context, inherits from `env`, so that
 * Workers bindings are found where such apps look for them, and the third is what they call execution context.
 */
export type HttpHandler<Params = Readonly<Record<string, string | undefined>>, Extra = unknown> = (
  request: Request,
  context: HttpContext<Params> & Extra,
  execution: ExecutionContext,
) => Response | Promise<Response>;

/** Choices for one HTTP function. */
export interface HttpOptions<U extends readonly AnyHttpMiddleware[] = readonly AnyHttpMiddleware[]> {
  /** Layers around the handler, outermost first. */
  readonly use?: U;
  /** The response leaves chunk by chunk; builds only where the provider's shape can. */
  readonly streaming?: boolean;
  /** Answered with 503 when it takes longer; also what the deploy fragment asks of the platform. */
  readonly timeout?: Duration;
  /** MB, for the deploy fragment. */
  readonly memory?: number;
}

/** A route bound to a handler. */
export interface HttpFunction {
  readonly kind: "http";
  readonly route: string;
  readonly options: HttpOptions;
  handler(request: Request, context: never, execution: ExecutionContext): Response | Promise<Response>;
}

/**
 * An HTTP function: methods and path, then a handler from Fetch `Request` to `Response`.
 *
 * Paths hold plain text, `:name`, and at the end `:name?`, `**` or `**:rest`. Methods are names with commas or `*`.
 * HEAD is answered from GET; OPTIONS is yours. `%2F` stays data: it never splits a segment.
 *
 * @example
 * export const hello = http("GET /hello/:name", (request, { params }) => Response.json({ hello: params.name }));
 * export const site = http("* /**", hono.fetch);
 */
export function http<const R extends string>(route: CheckRoute<R>, handler: HttpHandler<RouteParams<R>>): HttpFunction;
export function http<const R extends string, const U extends readonly AnyHttpMiddleware[]>(
  route: CheckRoute<R>,
  options: HttpOptions<U>,
  handler: HttpHandler<RouteParams<R>, Added<U>>,
): HttpFunction;
/* @__NO_SIDE_EFFECTS__ */
export function http(
  route: string,
  options: HttpOptions | HttpFunction["handler"],
  handler?: HttpFunction["handler"],
): HttpFunction {
  return {
    kind: "http",
    route,
    options: handler ? (options as HttpOptions) : {},
    handler: handler ?? (options as HttpFunction["handler"]),
  };
}
