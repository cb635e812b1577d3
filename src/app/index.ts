export { type AnyFunction, type App, functionsOf, isFunction } from "./app.ts";
export { type Bucket, type BucketObject, bucket } from "./bucket.ts";
export type { Context, Env, ExecutionContext, HttpContext } from "./context.ts";
export { type Duration, milliseconds } from "./duration.ts";
export { type HttpFunction, type HttpHandler, type HttpOptions, http } from "./http.ts";
export { cloudEvent, type EventMatch, type MatchedEvents } from "./match.ts";
export type {
  Added,
  AnyEventMiddleware,
  AnyHttpMiddleware,
  EventMiddleware,
  HttpMiddleware,
  Middleware,
} from "./middleware.ts";
export { type BatchResult, type EventFunction, type EventHandler, type OnOptions, type OptionsOf, on } from "./on.ts";
export { Reject, Retry } from "./outcome.ts";
export { provide } from "./provide.ts";
export { type CheckRoute, type Method, parseRoute, type Route, type RouteParams } from "./route.ts";
export { type Schedule, type ScheduleOptions, schedule } from "./schedule.ts";
export type { Issue, Schema, Verdict } from "./schema.ts";
export {
  type AnySource,
  type Channel,
  type ChannelOptions,
  type QueueOptions,
  queue,
  type SourceKind,
  stream,
  topic,
} from "./source.ts";
export { type TaskFunction, type TaskOptions, task } from "./task.ts";
