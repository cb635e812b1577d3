import { type App, createRoutes, httpDispatch } from "unmoor/adapter";
import type { VercelFunction, WebOptions } from "./carrier/call.ts";
import { web } from "./carrier/web.ts";
import { fetchCodec } from "./codec/fetch.ts";

export { eventDispatch, httpDispatch, taskDispatch } from "unmoor/adapter";
export type { VercelFunction, WebOptions } from "./carrier/call.ts";
export { type PushOptions, push } from "./carrier/push.ts";
export { web } from "./carrier/web.ts";
export { type CloudEventsOptions, cloudEventsCodec } from "./codec/cloud-events.ts";
export { type CronOptions, cronCodec } from "./codec/cron.ts";
export { fetchCodec } from "./codec/fetch.ts";
export type { Pushed } from "./codec/pushed.ts";
export { type QueueOptions, queueCodec } from "./codec/queue.ts";
export { type ScheduleOptions, scheduleCodec } from "./codec/schedule.ts";
export { refuseTask, type TaskCodecOptions, taskCodec } from "./codec/task.ts";
export type { RequestContext } from "./context.ts";

/** What `toVercel` may be told. */
export interface VercelOptions extends WebOptions {
  /** Stands in for values of `provide`, by name. */
  readonly provide?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * An app as a Vercel function, written by hand in place of our build. Events need a function of their own each, since
 * a trigger makes a function private: `export default push(queueCodec(), eventDispatch("fulfil", fulfil, …))`.
 *
 * @param app a module's exports, or an object of functions; its HTTP functions are served
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path
 * @example
 * import * as app from "./functions.ts";
 * export default toVercel(app, { timeoutMs: 60_000 });
 */
export function toVercel(app: App, { provide, timeoutMs }: VercelOptions = {}): VercelFunction {
  return web(fetchCodec(), httpDispatch(createRoutes(app), { provider: "vercel", provide }), { timeoutMs });
}
