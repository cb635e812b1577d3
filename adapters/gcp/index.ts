import type { Adapter, NodeReply, NodeRequest, Shape } from "unmoor/adapter";
import { cloudStorage } from "./codec/cloud-storage.ts";
import { cloudTasks } from "./codec/cloud-tasks.ts";
import { eventarc } from "./codec/eventarc.ts";
import { type HttpOptions, nodeHttp } from "./codec/http.ts";
import { pubsub } from "./codec/pubsub.ts";
import { scheduler } from "./codec/scheduler.ts";
import { task } from "./codec/task.ts";
import { emit } from "./emit.ts";
import { entry } from "./entry.ts";
import * as events from "./event-traits.ts";
import { functionInverse, serviceInverse } from "./inverse/http.ts";
import * as inverse from "./inverse/push.ts";
import { options } from "./options.ts";
import { platform } from "./platform.ts";
import { profiles } from "./profile.ts";
import { functionLimits, functionTraits, serviceLimits, serviceTraits } from "./traits.ts";
import { verifier } from "./verify/index.ts";

export type { GcpOptions } from "./options.ts";

type HttpShape = Shape<"http", NodeRequest, NodeReply, HttpOptions>;

const functionShape: HttpShape = {
  codec: nodeHttp,
  inverse: functionInverse,
  traits: functionTraits,
  limits: functionLimits,
};

const serviceShape: HttpShape = {
  codec: nodeHttp,
  inverse: serviceInverse,
  traits: serviceTraits,
  limits: serviceLimits,
};

/** Google Cloud Run: as a function under functions-framework, or as a service with our own server. */
export const adapter: Adapter = {
  name: "gcp",
  options,
  platform,
  shapes: {
    function: functionShape,
    service: serviceShape,
    pubsub: {
      codec: pubsub,
      inverse: inverse.pubsubInverse,
      traits: events.pubsubTraits,
      limits: events.pubsubLimits,
    },
    "cloud-tasks": {
      codec: cloudTasks,
      inverse: inverse.cloudTasksInverse,
      traits: events.cloudTasksTraits,
      limits: events.cloudTasksLimits,
    },
    eventarc: {
      codec: eventarc,
      inverse: inverse.eventarcInverse,
      traits: events.eventarcTraits,
      limits: events.eventarcLimits,
    },
    "cloud-storage": {
      codec: cloudStorage,
      inverse: inverse.cloudStorageInverse,
      traits: events.cloudStorageTraits,
      limits: events.eventarcLimits,
    },
    scheduler: {
      codec: scheduler,
      inverse: inverse.schedulerInverse,
      traits: events.schedulerTraits,
      limits: events.schedulerLimits,
      clock: { zones: true, page: "https://docs.cloud.google.com/scheduler/docs/configuring/cron-job-schedules" },
    },
    task: { codec: task, inverse: inverse.taskInverse, traits: {}, limits: events.taskLimits },
  },
  profiles,
  triggers: {
    http: ["function", "service"],
    queue: ["pubsub", "cloud-tasks"],
    topic: ["pubsub", "eventarc"],
    stream: ["pubsub"],
    schedule: ["scheduler"],
    bucket: ["cloud-storage"],
    cloudEvent: ["eventarc"],
    task: ["task"],
  },
  pack: "unit",
  bundle: { light: true },
  entry,
  file: (unit) => `${unit.name}/index.mjs`,
  emit,
  verify: verifier,
};
