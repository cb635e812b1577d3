import type { DeliveryProfile, InstanceProfile, Profile } from "unmoor/adapter";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Flex Consumption: providers/limits.md A1 and A2. */
const flex: InstanceProfile = {
  // Of HTTP with 2,048 MB.
  concurrency: 16,
  instances: 1000,
  // Five to twenty minutes have been seen; nothing is documented.
  keepMs: 10 * MINUTE,
  // The load balancer's end of every request.
  timeoutMs: 230 * SECOND,
  freezes: false,
  waits: "after",
  answers: {
    requestBytes: 413,
    responseBytes: 500,
    headerBytes: 431,
    urlBytes: 414,
    throttled: 429,
    failed: 500,
    timeout: 504,
  },
};

/** The carrier of events ends a call when all `waitUntil` work has ended. */
const worker: InstanceProfile = { ...flex, timeoutMs: 5 * MINUTE, waits: "before" };

/** functions-bindings-service-bus: abandoned at once when a call failed; the lock is renewed for five minutes. */
const serviceBus: DeliveryProfile = {
  batch: { usual: 1, max: 1 },
  maxWindowMs: 0,
  lanes: "key",
  backoff: [0],
  leaseMs: (timeoutMs) => Math.max(5 * MINUTE, timeoutMs),
  // `maxDeliveryCount`.
  attempts: 10,
  exhausted: "deadLetter",
  // A queue's own time to live is unlimited by default.
  retentionMs: Number.POSITIVE_INFINITY,
  expired: "deadLetter",
  maxDelayMs: Number.POSITIVE_INFINITY,
  maxRetryDelayMs: 0,
};

const { lanes: _, ...subscription } = serviceBus;

/** From 10 s to 10 min: the retry policy that the entry registers (functions-bindings-error-pages). */
const policy = [10, 20, 40, 80, 160, 320, 600].map((seconds) => seconds * SECOND);

/** Retries live in the worker's memory, and checkpoints go on without it (EventHubListener). The policy never ends. */
const eventHubs: DeliveryProfile = {
  // What host.json says where no function asks for more.
  batch: { usual: 10, max: 1000 },
  maxWindowMs: 10 * MINUTE,
  // Of a new event hub.
  lanes: { count: 4, name: (lane) => `${lane}` },
  backoff: policy,
  leaseMs: (timeoutMs) => timeoutMs,
  attempts: 5,
  spare: Number.POSITIVE_INFINITY,
  exhausted: "lost",
  // event-hubs-quotas: of the Standard tier by default.
  retentionMs: HOUR * 24,
  expired: "lost",
  crashLoses: true,
  maxDelayMs: 0,
  maxRetryDelayMs: 0,
  receipt: (number) => `${number}`,
};

/** https://learn.microsoft.com/azure/event-grid/delivery-and-retry; the README's commands name a dead letter. */
const eventGrid: DeliveryProfile = {
  ...subscription,
  backoff: [
    10 * SECOND,
    30 * SECOND,
    MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
  ],
  // An answer after 30 s is none.
  leaseMs: () => 30 * SECOND,
  attempts: 30,
  retentionMs: DAY,
  maxDelayMs: 0,
};

const events = (delivery: DeliveryProfile, instance: InstanceProfile = worker): Profile => ({ instance, delivery });

/** By shape. */
export const profiles: Readonly<Record<string, Profile>> = {
  stream: { instance: flex },
  "service-bus": events(serviceBus),
  "service-bus-topic": events(subscription),
  // functions-bindings-storage-queue, with the `visibilityTimeout` that host.json gets.
  "storage-queue": events({
    ...subscription,
    backoff: [10 * SECOND],
    leaseMs: () => 10 * MINUTE,
    renewed: true,
    attempts: 5,
    retentionMs: 7 * DAY,
    expired: "lost",
    maxDelayMs: 7 * DAY,
  }),
  "event-hubs": events(eventHubs),
  kafka: events(eventHubs),
  // functions-bindings-timer; `WEBSITE_TIME_ZONE` does not exist on Linux Consumption and Flex.
  timer: events({
    ...subscription,
    backoff: policy,
    leaseMs: (timeoutMs) => timeoutMs,
    attempts: 5,
    exhausted: "lost",
    crashLoses: true,
    maxDelayMs: 0,
    zones: "UTC",
  }),
  "event-grid": events(eventGrid, { ...worker, timeoutMs: 30 * SECOND }),
  blob: events(eventGrid, { ...worker, timeoutMs: 30 * SECOND }),
  "http-task": { instance: flex },
};
