import type { DeliveryProfile, InstanceProfile, Profile } from "unmoor/adapter";
import { environment } from "./inverse/proxy.ts";
import { ATTEMPTS, RETRY_AFTER, SPARE } from "./source.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Fluid compute: providers/limits.md A1 and A2. */
const fluid: InstanceProfile = {
  // Many, by no documented number; with `instances` the 30,000 that Hobby and Pro scale to.
  concurrency: 10,
  instances: 3000,
  // Not documented.
  keepMs: 5 * MINUTE,
  timeoutMs: 300 * SECOND,
  // `waitUntil` work goes on until the function's own time limit.
  freezes: false,
  waits: "after",
  // https://vercel.com/docs/errors: FUNCTION_PAYLOAD_TOO_LARGE, FUNCTION_RESPONSE_PAYLOAD_TOO_LARGE,
  // REQUEST_HEADER_TOO_LARGE, URL_TOO_LONG, FUNCTION_THROTTLED, FUNCTION_INVOCATION_FAILED, FUNCTION_INVOCATION_TIMEOUT
  answers: {
    requestBytes: 413,
    responseBytes: 500,
    headerBytes: 494,
    urlBytes: 414,
    throttled: 503,
    failed: 500,
    timeout: 504,
  },
};

/** https://vercel.com/docs/queues; lease and deliveries as the emitted trigger has them. There is no dead letter. */
const queue: DeliveryProfile = {
  batch: { usual: 1, max: 1 },
  maxWindowMs: 0,
  backoff: [RETRY_AFTER * SECOND],
  leaseMs: () => 300 * SECOND,
  renewed: true,
  attempts: ATTEMPTS,
  spare: SPARE,
  exhausted: "lost",
  retentionMs: DAY,
  expired: "lost",
  maxDelayMs: DAY,
  maxRetryDelayMs: HOUR,
};

/** Started once; a sender of CloudEvents may send again, and need not. */
const once: DeliveryProfile = {
  ...queue,
  backoff: "never",
  leaseMs: (timeoutMs) => timeoutMs,
  renewed: false,
  attempts: 1,
  spare: 0,
  maxDelayMs: 0,
};

const events = (delivery: DeliveryProfile): Profile => ({ instance: fluid, delivery, env: environment });

/** By shape. */
export const profiles: Readonly<Record<string, Profile>> = {
  fetch: { instance: fluid },
  queue: events(queue),
  cron: events({ ...once, zones: "UTC" }),
  schedules: events({ ...once, zones: "any" }),
  cloudevents: events(once),
  task: { instance: fluid, env: environment },
};
