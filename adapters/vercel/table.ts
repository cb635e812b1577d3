import {
  type App,
  calledTasks,
  createRoutes,
  type DispatchOptions,
  eventDispatch,
  httpDispatch,
  reserve,
  taskDispatch,
} from "unmoor/adapter";
import type { VercelFunction, WebOptions } from "./carrier/call.ts";
import { push } from "./carrier/push.ts";
import { refusing } from "./carrier/refusing.ts";
import { web } from "./carrier/web.ts";
import { carriesEvents, cloudEventsCodec } from "./codec/cloud-events.ts";
import { cronCodec } from "./codec/cron.ts";
import { fetchCodec } from "./codec/fetch.ts";
import { refuseTask, taskCodec } from "./codec/task.ts";
import { vercelCron } from "./cron.ts";
import { eventsOf } from "./lacks.ts";
import { isUtc } from "./source.ts";

/** What is on the web: routes, and by their names cron jobs, receivers of CloudEvents and tasks, each with its secret. */
export function publicTable(
  app: App,
  told: DispatchOptions,
  options: WebOptions,
): (request: Request) => VercelFunction {
  const routes = createRoutes(app);
  const site = web(fetchCodec(), httpDispatch(routes, told), options);
  const events = eventsOf(app);
  const called = new Map<string, VercelFunction>();
  for (const [name, fn] of events) {
    const { kind, match, cron = "", timeZone = "UTC" } = fn.source;
    if (kind !== "schedule" && kind !== "cloudEvent") continue;
    const method = kind === "schedule" ? "GET" : "POST";
    reserve(routes, method, name);
    const deadLetter = !!fn.options.deadLetter;
    const codec =
      kind === "schedule"
        ? cronCodec({ name, cron: vercelCron(cron), deadLetter })
        : cloudEventsCodec({ match, deadLetter });
    called.set(
      `${method} /${name}`,
      isUtc(timeZone)
        ? push(codec, eventDispatch(name, fn, told), options)
        : refusing("MISSING_TRAIT", `cron jobs run by UTC, not ${timeZone}: use Vercel Schedules`, 500, options),
    );
  }
  for (const [name, fn] of calledTasks(app, routes))
    called.set(`POST /${name}`, push(taskCodec(), taskDispatch(name, fn, told), { ...options, refuse: refuseTask }));
  const unknown = refusing("UNCLAIMED", "CloudEvents go to the path of their function: POST /<name>", 400, options);
  const forged = refusing(
    "UNVERIFIED_SENDER",
    "anybody can call this function, and say to be Vercel's queue: give the queue a function of its own, with `triggered`",
    401,
    options,
  );
  return ({ method, url, headers }) => {
    const [, path = ""] = /^\w+:\/\/[^/]+([^?#]*)/.exec(url) ?? [];
    return (
      called.get(`${method} ${path}`) ??
      // No route that takes everything may take an event.
      (events[0] && method === "POST" && carriesEvents(headers)
        ? unknown
        : events[0] && TRIGGER.test(headers.get("ce-type") ?? "")
          ? forged
          : site)
    );
  };
}

const TRIGGER = /^com\.vercel\.(queue|schedule)\./;
