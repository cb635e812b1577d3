import type { Adapter, NodeReply, Shape } from "unmoor/adapter";
import { type BlobOptions, blob } from "./codec/blob.ts";
import type { EventOptions, EventWire } from "./codec/event.ts";
import { type EventGridOptions, eventGrid } from "./codec/event-grid.ts";
import { eventHubs } from "./codec/event-hubs.ts";
import { kafka } from "./codec/kafka.ts";
import { serviceBus, serviceBusTopic } from "./codec/service-bus.ts";
import { storageQueue } from "./codec/storage-queue.ts";
import { type HttpOptions, type HttpWire, httpStream } from "./codec/stream.ts";
import { httpTask, type TaskWire } from "./codec/task.ts";
import { timer } from "./codec/timer.ts";
import { emit } from "./emit.ts";
import { entry, main } from "./entry.ts";
import {
  eventGridLimits,
  eventHubsLimits,
  eventTraits,
  planLimits,
  serviceBusLimits,
  storageQueueLimits,
} from "./event-traits.ts";
import { blobInverse, eventGridInverse } from "./inverse/event-grid.ts";
import { eventHubsInverse } from "./inverse/event-hubs.ts";
import { kafkaInverse } from "./inverse/kafka.ts";
import { serviceBusInverse, serviceBusTopicInverse } from "./inverse/service-bus.ts";
import { storageQueueInverse } from "./inverse/storage-queue.ts";
import { streamInverse } from "./inverse/stream.ts";
import { httpTaskInverse } from "./inverse/task.ts";
import { timerInverse } from "./inverse/timer.ts";
import { options } from "./options.ts";
import { platform } from "./platform.ts";
import { profiles } from "./profile.ts";
import { limits, traits } from "./traits.ts";
import { verifier } from "./verify/index.ts";

export type { AzureOptions } from "./options.ts";

type EventShape<Options = EventOptions> = Shape<"events", EventWire, void, Options>;

const shapes: {
  readonly stream: Shape<"http", HttpWire, NodeReply, HttpOptions>;
  readonly "service-bus": EventShape;
  readonly "service-bus-topic": EventShape;
  readonly "storage-queue": EventShape;
  readonly "event-hubs": EventShape;
  readonly kafka: EventShape;
  readonly timer: EventShape;
  readonly "event-grid": EventShape<EventGridOptions>;
  readonly blob: EventShape<BlobOptions>;
  readonly "http-task": Shape<"task", TaskWire, NodeReply, undefined>;
} = {
  stream: { codec: httpStream, inverse: streamInverse, traits, limits },
  "service-bus": {
    codec: serviceBus,
    inverse: serviceBusInverse,
    traits: eventTraits["service-bus"],
    limits: serviceBusLimits,
  },
  "service-bus-topic": {
    codec: serviceBusTopic,
    inverse: serviceBusTopicInverse,
    traits: eventTraits["service-bus-topic"],
    limits: serviceBusLimits,
  },
  "storage-queue": {
    codec: storageQueue,
    inverse: storageQueueInverse,
    traits: eventTraits["storage-queue"],
    limits: storageQueueLimits,
  },
  "event-hubs": {
    codec: eventHubs,
    inverse: eventHubsInverse,
    traits: eventTraits["event-hubs"],
    limits: eventHubsLimits,
  },
  kafka: { codec: kafka, inverse: kafkaInverse, traits: eventTraits.kafka, limits: planLimits },
  timer: {
    codec: timer,
    inverse: timerInverse,
    traits: eventTraits.timer,
    limits: planLimits,
    clock: {
      page: "https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions",
      zones: {
        lacks: "timers of Azure run in UTC: WEBSITE_TIME_ZONE does not exist on Linux Consumption and Flex plans",
        page: "https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-time-zones",
      },
    },
  },
  "event-grid": {
    codec: eventGrid,
    inverse: eventGridInverse,
    traits: eventTraits["event-grid"],
    limits: eventGridLimits,
  },
  blob: { codec: blob, inverse: blobInverse, traits: eventTraits.blob, limits: eventGridLimits },
  "http-task": { codec: httpTask, inverse: httpTaskInverse, traits: {}, limits },
};

/** Azure Functions, programming model v4. */
export const adapter: Adapter = {
  name: "azure",
  options,
  platform,
  shapes,
  profiles,
  triggers: {
    http: ["stream"],
    queue: ["service-bus", "storage-queue"],
    topic: ["service-bus-topic", "event-grid"],
    stream: ["event-hubs", "kafka"],
    schedule: ["timer"],
    bucket: ["blob"],
    cloudEvent: ["event-grid"],
    task: ["http-task"],
  },
  pack: "app",
  entry,
  main,
  // The host loads one module; units are its chunks.
  file: () => "dist/index.mjs",
  emit,
  verify: verifier,
  bundle: {
    light: { lacks: "the worker and the library have loaded undici before the app" },
    // The worker gives it to `require` alone: Azure/azure-functions-nodejs-library#201.
    external: ["@azure/functions-core"],
    // The library is CommonJS and asks for `util`, `http` and the worker's module.
    banner: 'import{createRequire as unmoorRequire}from"node:module";const require=unmoorRequire(import.meta.url);',
  },
};
