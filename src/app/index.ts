export { type AnyFunction, type App, functionsOf, isFunction } from "./app.ts";
export type { Context, Env, ExecutionContext, HttpContext } from "./context.ts";
export { type Duration, milliseconds } from "./duration.ts";
export { type HttpFunction, type HttpHandler, type HttpOptions, http } from "./http.ts";
export type {
  Added,
  AnyEventMiddleware,
  AnyHttpMiddleware,
  EventMiddleware,
  HttpMiddleware,
  Middleware,
} from "./middleware.ts";
export { type AnySource, type BatchResult, type EventFunction, type EventHandler, type OnOptions, on } from "./on.ts";
export { Reject, Retry } from "./outcome.ts";
export { provide } from "./provide.ts";
export { type CheckRoute, type Method, parseRoute, type Route, type RouteParams } from "./route.ts";
export type { Issue, Schema, Verdict } from "./schema.ts";
export { type Channel, type QueueOptions, queue } from "./source.ts";
