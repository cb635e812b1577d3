import {
  type App,
  createRoutes,
  type DispatchOptions,
  eventDispatch,
  httpDispatch,
  taskDispatch,
} from "unmoor/adapter";
import { listener, type NodeListener } from "./carrier/listener.ts";
import { receiver } from "./carrier/receiver.ts";
import { runner } from "./carrier/runner.ts";
import { bucketEvents } from "./codec/bucket.ts";
import { cloudEvents } from "./codec/cloud-events.ts";
import { cron } from "./codec/cron.ts";
import { type HttpOptions, nodeHttp } from "./codec/http.ts";
import { problemOf, task } from "./codec/task.ts";
import { type Job, schedules } from "./schedules.ts";
import type { NodeApp } from "./serve.ts";
import { TIMEOUT_MS } from "./timeouts.ts";

export { createRoutes, eventDispatch, httpDispatch, taskDispatch } from "unmoor/adapter";
export type { CarrierOptions, NodeNative } from "./carrier/invocation.ts";
export { listener, type NodeListener } from "./carrier/listener.ts";
export { type ReceiverOptions, receiver } from "./carrier/receiver.ts";
export { type Runner, runner } from "./carrier/runner.ts";
export { bucketEvents } from "./codec/bucket.ts";
export { type CloudEventsOptions, cloudEvents, orderedEvents } from "./codec/cloud-events.ts";
export { type CronOptions, type CronRun, cron } from "./codec/cron.ts";
export { type HttpOptions, nodeHttp } from "./codec/http.ts";
export type { Push } from "./codec/push.ts";
export { problemOf, type TaskOptions, task } from "./codec/task.ts";
export { gate, type Listeners, type Served } from "./gate.ts";
export { type Job, type Schedules, schedules } from "./schedules.ts";
export { type NodeApp, type NodeProcess, type NodeServer, serve } from "./serve.ts";

/** What the hand-written entry may be told. */
export interface NodeOptions extends HttpOptions, Partial<Omit<DispatchOptions, "provider" | "delays">> {}

type EventFunction = Parameters<typeof eventDispatch>[1];
type TaskFunction = Parameters<typeof taskDispatch>[1];

/**
 * An app as one Node process serves it, written by hand in place of our build: HTTP functions by their routes, event
 * functions and tasks at `POST /<name>`, schedules by the process's own clock. An event that is rejected and has no
 * `deadLetter` handler is answered with 422: who sends must keep it.
 *
 * @param app a module's exports, or an object of functions
 * @param options `timeoutMs` is what an invocation may take; 300 s by default
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path
 * @example
 * import * as app from "./functions.ts";
 * serve(toNode(app), process);
 */
export function toNode(app: App, { timeoutMs = TIMEOUT_MS, provide, proxies }: NodeOptions = {}): NodeApp {
  const options = { provider: "node", provide };
  const carrier = { timeoutMs };
  const events: Record<string, NodeListener> = {};
  const tasks: Record<string, NodeListener> = {};
  const jobs: Job[] = [];
  let http = false;
  for (const [name, value] of Object.entries(app)) {
    const { kind, handler } = (value ?? {}) as { readonly kind?: string; readonly handler?: unknown };
    if (typeof handler !== "function") continue;
    if (kind === "http") http = true;
    else if (kind === "task")
      tasks[name] = receiver(task(), taskDispatch(name, value as TaskFunction, options), {
        ...carrier,
        refusal: problemOf,
      });
    else if (kind === "event") {
      const fn = value as EventFunction;
      const { cron: pattern, timeZone, match } = fn.source;
      const dispatch = eventDispatch(name, fn, options);
      const deadLetter = !!fn.options.deadLetter;
      if (pattern) jobs.push({ name, cron: pattern, timeZone, run: runner(cron({ deadLetter }), dispatch, carrier) });
      else {
        const codec = fn.source.kind === "bucket" ? bucketEvents({ deadLetter }) : cloudEvents({ match, deadLetter });
        events[name] = receiver(codec, dispatch, carrier);
      }
    }
  }
  return {
    ...(http && {
      http: listener(
        nodeHttp(proxies === undefined ? {} : { proxies }),
        httpDispatch(createRoutes(app), options),
        carrier,
      ),
    }),
    ...(Object.keys(events)[0] && { events }),
    ...(Object.keys(tasks)[0] && { tasks }),
    ...(jobs[0] && { schedules: schedules(jobs) }),
  };
}
