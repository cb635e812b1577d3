import type { DeliveryProfile, InstanceProfile, Profile } from "unmoor/adapter";
import { timeouts } from "./timeouts.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A Cloud Run function: providers/limits.md A1 and A2. */
const run: InstanceProfile = {
  // Of functions, by default.
  concurrency: 1,
  // Of a revision, by default.
  instances: 100,
  keepMs: 15 * MINUTE,
  timeoutMs: timeouts.function,
  // Request-based billing: "CPU is disabled or severely limited" until the next request.
  freezes: true,
  waits: "before",
  // https://docs.cloud.google.com/run/docs/troubleshooting: 413, 429, 503 for an instance that died, 504.
  answers: {
    requestBytes: 413,
    responseBytes: 500,
    headerBytes: 431,
    urlBytes: 414,
    throttled: 429,
    failed: 503,
    timeout: 504,
  },
};

/** From 10 s, doubling, to 10 min: the retry policy of the emitted subscription, and Eventarc's own. */
const backoff = [10, 20, 40, 80, 160, 320, 600].map((seconds) => seconds * SECOND);

/** A push is given up when its message must be acknowledged: ten seconds after the function's own end. */
const leaseMs = (timeoutMs: number): number => Math.min(600 * SECOND, Math.max(10 * SECOND, timeoutMs + 10 * SECOND));

/** https://docs.cloud.google.com/pubsub/docs/handling-failures and dead-letter-topics. */
const pubsub: DeliveryProfile = {
  batch: { usual: 1, max: 1 },
  maxWindowMs: 0,
  lanes: "key",
  backoff,
  leaseMs,
  attempts: 5,
  exhausted: "deadLetter",
  retentionMs: 7 * DAY,
  expired: "lost",
  maxDelayMs: 0,
  maxRetryDelayMs: 0,
};

const { lanes: _, ...unordered } = pubsub;

/** https://docs.cloud.google.com/eventarc/standard/docs/retry-events: 24 hours. */
const eventarc: DeliveryProfile = { ...unordered, retentionMs: DAY };

const events = (delivery: DeliveryProfile): Profile => ({ instance: run, delivery });

/** By shape. */
export const profiles: Readonly<Record<string, Profile>> = {
  function: { instance: run },
  service: { instance: { ...run, concurrency: 80, timeoutMs: timeouts.service } },
  pubsub: events(pubsub),
  "cloud-tasks": events({
    ...unordered,
    // After five doublings by the same again, to 10 min: reference/rpc/google.cloud.tasks.v2#retryconfig.
    backoff,
    // Of a task, unless its sender says more.
    leaseMs: () => 10 * MINUTE,
    exhausted: "lost",
    retentionMs: 31 * DAY,
    maxDelayMs: 30 * DAY,
    // `Retry-After` of the answer.
    maxRetryDelayMs: HOUR,
  }),
  eventarc: events(eventarc),
  "cloud-storage": events(eventarc),
  // Four retries, as the emitted job has; a run is late at most by its own deadline.
  scheduler: events({
    ...unordered,
    leaseMs: (timeoutMs) => Math.min(30 * MINUTE, Math.max(15 * SECOND, timeoutMs + 10 * SECOND)),
    exhausted: "lost",
    retentionMs: DAY,
    zones: "any",
  }),
  task: { instance: run },
};
