import type { CloudEvent } from "../delivery/index.ts";
import type { Context, HttpContext } from "./context.ts";

/**
 * One layer of the onion around HTTP handlers. It may answer itself, look at the answer, or add typed values to the
 * context by handing them to `next`.
 *
 * @example
 * const user = (): HttpMiddleware<{ user: string }> => ({
 *   async http(request, context, next) {
 *     const name = request.headers.get("authorization");
 *     return name ? next({ user: name }) : problem(401);
 *   },
 * });
 */
export interface HttpMiddleware<Added extends object | void = void> {
  http(request: Request, context: HttpContext, next: (added: Added) => Promise<Response>): Response | Promise<Response>;
  /** Only for inference; never there at run time. */
  readonly "~added"?: Added;
}

/**
 * One layer of the onion around event handlers; throwing retries or rejects as in a handler. `events` are those of one
 * call: one, unless the function asks for a batch.
 */
export interface EventMiddleware<Added extends object | void = void> {
  event(events: readonly CloudEvent[], context: Context, next: (added: Added) => Promise<unknown>): unknown;
  readonly "~added"?: Added;
}

/** A layer for both. */
export type Middleware<Added extends object | void = void> = HttpMiddleware<Added> & EventMiddleware<Added>;

/** Any HTTP middleware, its additions forgotten: parameters of methods are bivariant, and nothing calls it with `never`. */
export interface AnyHttpMiddleware {
  http(request: Request, context: HttpContext, next: never): Response | Promise<Response>;
  readonly "~added"?: unknown;
}

/** Any event middleware, its additions forgotten. */
export interface AnyEventMiddleware {
  event(events: readonly CloudEvent[], context: Context, next: never): unknown;
  readonly "~added"?: unknown;
}

type AddedBy<M> = M extends { readonly "~added"?: infer Added } ? (Added extends object ? Added : unknown) : unknown;

/** What a list of middleware adds to the context. */
export type Added<U extends readonly unknown[]> = U extends readonly [infer Head, ...infer Tail]
  ? AddedBy<Head> & Added<Tail>
  : unknown;
