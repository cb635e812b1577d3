import type { Adapter } from "unmoor/adapter";
import { bucketEvents } from "./codec/bucket.ts";
import { cloudEvents, orderedEvents } from "./codec/cloud-events.ts";
import { cron } from "./codec/cron.ts";
import { nodeHttp } from "./codec/http.ts";
import { task } from "./codec/task.ts";
import { emit } from "./emit.ts";
import { entry, main } from "./entry.ts";
import { cloudEventsInverse, orderedInverse } from "./inverse/cloud-events.ts";
import { cronInverse } from "./inverse/cron.ts";
import { httpInverse } from "./inverse/http.ts";
import { TASK_SECRET, taskInverse } from "./inverse/task.ts";
import { options } from "./options.ts";
import { platform } from "./platform.ts";
import { profiles } from "./profile.ts";
import * as traits from "./traits.ts";

export type { NodeOptions } from "./options.ts";

/** What the inverses' senders show, by variable: the environment of functions under test. */
export const environment: Readonly<Record<string, string>> = { TASK_SECRET };

/** One Node process, in a container or out of one: events as Knative sends them, schedules by its own clock. */
export const adapter: Adapter = {
  name: "node",
  options,
  platform,
  shapes: {
    http: { codec: nodeHttp, inverse: httpInverse, traits: traits.httpTraits, limits: traits.httpLimits },
    cloudevents: {
      codec: cloudEvents,
      inverse: cloudEventsInverse,
      traits: traits.cloudEventsTraits,
      limits: traits.eventLimits,
    },
    ordered: {
      codec: orderedEvents,
      inverse: orderedInverse,
      traits: traits.orderedTraits,
      limits: traits.eventLimits,
    },
    bucket: {
      codec: bucketEvents,
      inverse: cloudEventsInverse,
      traits: traits.cloudEventsTraits,
      limits: traits.eventLimits,
    },
    cron: { codec: cron, inverse: cronInverse, traits: traits.cronTraits, limits: {}, clock: { zones: true } },
    task: { codec: task, inverse: taskInverse, traits: {}, limits: traits.taskLimits },
  },
  profiles,
  triggers: {
    http: ["http"],
    queue: ["cloudevents", "ordered"],
    topic: ["cloudevents", "ordered"],
    stream: ["ordered"],
    schedule: ["cron"],
    bucket: ["bucket"],
    cloudEvent: ["cloudevents", "ordered"],
    task: ["task"],
  },
  pack: "app",
  entry,
  main,
  file: () => "index.mjs",
  emit,
};
