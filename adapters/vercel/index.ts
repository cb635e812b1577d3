import type { Adapter, Shape } from "unmoor/adapter";
import { type CloudEventsOptions, cloudEventsCodec } from "./codec/cloud-events.ts";
import { type CronOptions, cronCodec } from "./codec/cron.ts";
import { fetchCodec } from "./codec/fetch.ts";
import type { Pushed } from "./codec/pushed.ts";
import { type QueueOptions, queueCodec } from "./codec/queue.ts";
import { type ScheduleOptions, scheduleCodec } from "./codec/schedule.ts";
import { type TaskCodecOptions, taskCodec } from "./codec/task.ts";
import { emit, folder } from "./emit.ts";
import { entry } from "./entry.ts";
import { cloudEventsInverse } from "./inverse/cloud-events.ts";
import { fetchInverse } from "./inverse/fetch.ts";
import { queueInverse } from "./inverse/queue.ts";
import { cronInverse, scheduleInverse } from "./inverse/runs.ts";
import { taskInverse } from "./inverse/task.ts";
import { options } from "./options.ts";
import { platform } from "./platform.ts";
import { profiles } from "./profile.ts";
import {
  cloudEventsTraits,
  cronClock,
  cronTraits,
  limits,
  pushLimits,
  queueLimits,
  queueTraits,
  traits,
} from "./traits.ts";
import { verifier } from "./verify/index.ts";

export { environment } from "./inverse/proxy.ts";
export type { VercelOptions } from "./options.ts";

const fetchShape: Shape<"http", Request, Response, unknown> = {
  codec: () => fetchCodec(),
  inverse: fetchInverse,
  traits,
  limits,
};

const queueShape: Shape<"events", Pushed, Response, QueueOptions> = {
  codec: queueCodec,
  inverse: queueInverse(),
  traits: queueTraits,
  limits: queueLimits,
};

const cronShape: Shape<"events", Pushed, Response, Partial<CronOptions>> = {
  codec: (options) => cronCodec({ name: "nightly", cron: "* * * * *", ...options }),
  inverse: cronInverse,
  traits: cronTraits,
  limits: pushLimits,
  clock: cronClock,
};

const schedulesShape: Shape<"events", Pushed, Response, ScheduleOptions> = {
  codec: scheduleCodec,
  inverse: scheduleInverse,
  traits: { ...cronTraits, id: true },
  limits: pushLimits,
  clock: { zones: true },
};

const cloudEventsShape: Shape<"events", Pushed, Response, CloudEventsOptions> = {
  codec: cloudEventsCodec,
  inverse: cloudEventsInverse(),
  traits: cloudEventsTraits,
  limits: pushLimits,
};

const taskShape: Shape<"task", Pushed, Response, TaskCodecOptions> = {
  codec: taskCodec,
  inverse: taskInverse,
  traits: {},
  limits: pushLimits,
};

/** Vercel Functions, by Build Output API v3. */
export const adapter: Adapter = {
  name: "vercel",
  options,
  platform,
  shapes: {
    fetch: fetchShape,
    queue: queueShape,
    cron: cronShape,
    schedules: schedulesShape,
    cloudevents: cloudEventsShape,
    task: taskShape,
  },
  profiles,
  triggers: {
    http: ["fetch"],
    queue: ["queue"],
    topic: ["queue"],
    stream: { lacks: "Vercel has no ordered streams", page: "https://vercel.com/docs/queues" },
    schedule: ["cron", "schedules"],
    bucket: { lacks: "Vercel Blob has no bucket events", page: "https://vercel.com/docs/vercel-blob" },
    cloudEvent: ["cloudevents"],
    task: ["task"],
  },
  pack: "unit",
  bundle: { light: { lacks: "the launcher has loaded undici before the function" } },
  entry,
  file: (unit) => `${folder(unit)}/index.mjs`,
  emit,
  verify: verifier,
};
