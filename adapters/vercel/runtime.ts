import type { App } from "unmoor/adapter";
import type { VercelFunction, WebOptions } from "./carrier/call.ts";
import { publicTable } from "./table.ts";
import { triggeredTable } from "./triggered.ts";

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
  /**
   * The function has `experimentalTriggers`, which take it off the web. Only there is a push of Vercel's queues and
   * Schedules believed, since anybody else could forge it, and only those are taken.
   */
  readonly triggered?: boolean | undefined;
}

/**
 * An app as a Vercel function, written by hand in place of our build. It answers HTTP of the app's routes, cron jobs as
 * `GET /<name>` with `CRON_SECRET`, CloudEvents as `POST /<name>` with `CLOUDEVENTS_SECRET`, and tasks as `POST /<name>`
 * with `TASK_SECRET`; without its secret each is closed. Queues, topics and Schedules have a function of their own, with
 * `triggered`: a message is for the function whose name its consumer group has, else for that of its topic.
 *
 * @param app a module's exports, or an object of functions
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path; `INVALID_NAME` for a task exported
 *   under another name; `MISSING_TRAIT` for a function that Vercel cannot run, or not without losing what it rejects.
 *   Requests are logged and answered as `UNVERIFIED_SENDER`, `MISSING_SECRET`, `UNAUTHORIZED` (401), `UNCLAIMED` and
 *   `AMBIGUOUS` (400)
 * @example
 * import * as app from "../functions.ts";
 * export default toVercel(app, { timeoutMs: 60_000 }); // api/index.ts
 * @example
 * export default toVercel(app, { triggered: true }); // api/orders.ts, a consumer of "orders"
 */
export function toVercel(app: App, { provide, timeoutMs, triggered }: VercelOptions = {}): VercelFunction {
  const told = { provider: "vercel", provide };
  const pick = (triggered ? triggeredTable : publicTable)(app, told, { timeoutMs });
  return { fetch: (request, context) => pick(request).fetch(request, context) };
}
