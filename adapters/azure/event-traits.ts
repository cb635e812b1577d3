import type { Lack, Limits, Traits } from "unmoor/adapter";
import { memoryMb, plans, SCALE } from "./traits.ts";

/** Shapes that carry events. */
export type EventShape =
  | "service-bus"
  | "service-bus-topic"
  | "storage-queue"
  | "event-hubs"
  | "kafka"
  | "timer"
  | "event-grid"
  | "blob";

const RETRIES = "https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies";
const whole = (what: string): Lack => ({
  page: RETRIES,
  lacks: `Azure takes a call's ${what} as a whole: what was done comes again with what failed`,
});

/** https://github.com/Azure/azure-sdk-for-net, ServiceBusListener: a call that failed abandons all that is unsettled. */
const serviceBusTraits: Traits<"events"> = {
  redelivery: true,
  // With one message a call, as it is by default, there are no others.
  partial: whole('messages (one by default; several with `azure.cardinality: "many"`)'),
  delay: {
    lacks: "Service Bus delivers an abandoned message again at once",
    page: "https://learn.microsoft.com/azure/service-bus-messaging/message-transfers-locks-settlement",
  },
  attempt: true,
  deadLetter: true,
  id: true,
  // Of sessions: an abandoned message is the next of its session again.
  // https://learn.microsoft.com/azure/service-bus-messaging/message-sessions
  order: true,
  // `Diagnostic-Id`: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-end-to-end-tracing
  trace: true,
};

const serviceBusTopicTraits: Traits<"events"> = {
  ...serviceBusTraits,
  order: { lacks: "a subscription without sessions keeps no order" },
};

/** https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger */
const storageQueueTraits: Traits<"events"> = {
  redelivery: true,
  partial: true,
  delay: {
    lacks: "host.json has one `visibilityTimeout` for all queues of Azure Storage",
    page: "https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings",
  },
  attempt: true,
  // `<queue>-poison`.
  deadLetter: true,
  id: true,
  order: { lacks: "queues of Azure Storage keep no order" },
  trace: { lacks: "a message of Azure Storage has no properties; only a CloudEvent in it has a trace" },
};

/** https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies */
const retryPolicy = (what: string): Lack => ({
  page: RETRIES,
  lacks: `retries live in the memory of an instance: ${what}`,
});

/**
 * Checkpoints go on "regardless of function success/failure"; the generated retry policy is all that holds them up.
 * https://github.com/Azure/azure-sdk-for-net, EventHubListener.PartitionProcessor
 */
const eventHubsTraits: Traits<"events"> = {
  redelivery: retryPolicy("events of a worker that crashed are checkpointed and lost"),
  partial: whole("events"),
  delay: { lacks: "the function's retry policy decides when a call is repeated", page: RETRIES },
  // Counts anew on another instance.
  attempt: true,
  deadLetter: { lacks: "Event Hubs has no dead letter" },
  id: true,
  order: true,
  trace: true,
};

const kafkaTraits: Traits<"events"> = {
  ...eventHubsTraits,
  redelivery: retryPolicy("records of a worker that crashed are committed and lost"),
  partial: whole("records"),
  deadLetter: { lacks: "the Kafka extension has no dead letter" },
};

/** https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer */
const timerTraits: Traits<"events"> = {
  redelivery: retryPolicy("a run of a worker that crashed is not repeated"),
  partial: true,
  delay: { lacks: "the function's retry policy decides when a run is repeated", page: RETRIES },
  attempt: true,
  deadLetter: { lacks: "a run that failed to the end is gone; the next comes as scheduled" },
  id: true,
  order: true,
  trace: { lacks: "a timer has no sender" },
};

/** https://learn.microsoft.com/azure/event-grid/delivery-and-retry */
const eventGridTraits: Traits<"events"> = {
  redelivery: true,
  partial: true,
  delay: {
    lacks: "Event Grid retries by its own schedule, from 10 s to 12 h",
    page: "https://learn.microsoft.com/azure/event-grid/delivery-and-retry",
  },
  attempt: { lacks: "the extension does not hand on which delivery this is" },
  // The subscription's container, which the README's commands name.
  deadLetter: true,
  id: true,
  order: { lacks: "Event Grid keeps no order" },
  // The extension attribute `traceparent`.
  trace: true,
};

const blobTraits: Traits<"events"> = {
  ...eventGridTraits,
  trace: { lacks: "events of Azure Storage carry no trace" },
};

/** By shape. */
export const eventTraits: Readonly<Record<EventShape, Traits<"events">>> = {
  "service-bus": serviceBusTraits,
  "service-bus-topic": serviceBusTopicTraits,
  "storage-queue": storageQueueTraits,
  "event-hubs": eventHubsTraits,
  kafka: kafkaTraits,
  timer: timerTraits,
  "event-grid": eventGridTraits,
  blob: blobTraits,
};

const common: Limits = { memoryMb, plans, page: SCALE };

/** 256 KB of the Standard tier; Premium takes more. */
export const serviceBusLimits: Limits = {
  ...common,
  eventBytes: 262_144,
  batch: 1_000,
  page: "https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas",
};

/** 64 KiB of base64. */
export const storageQueueLimits: Limits = {
  ...common,
  eventBytes: 49_152,
  batch: 1,
  page: "https://learn.microsoft.com/azure/storage/queues/scalability-targets",
};

export const eventHubsLimits: Limits = {
  ...common,
  eventBytes: 1_048_576,
  page: "https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas",
};

/** An answer after 30 s is a failure. */
export const eventGridLimits: Limits = {
  memoryMb,
  batch: 1,
  eventBytes: 1_048_576,
  durationMs: 30_000,
  page: "https://learn.microsoft.com/azure/event-grid/delivery-and-retry",
};

/** Of Kafka and timers: the plan's alone. */
export const planLimits: Limits = common;
