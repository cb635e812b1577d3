import type { DeliveryProfile, InstanceProfile, Profile } from "unmoor/adapter";
import { TASK_SECRET } from "./inverse/task.ts";
import { ATTEMPTS } from "./knative.ts";
import { TIMEOUT_MS } from "./timeouts.ts";

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** One process, which nobody freezes, ends or holds back. */
const process: InstanceProfile = {
  concurrency: Number.POSITIVE_INFINITY,
  instances: 1,
  keepMs: Number.POSITIVE_INFINITY,
  timeoutMs: TIMEOUT_MS,
  freezes: false,
  waits: "after",
  // What a proxy before it would answer; the process itself answers nothing of this.
  answers: {
    requestBytes: 413,
    responseBytes: 500,
    headerBytes: 431,
    urlBytes: 431,
    throttled: 503,
    failed: 502,
    timeout: 504,
  },
};

/** The Trigger as it is emitted: exponential from one second, then the sink. https://knative.dev/docs/eventing/event-delivery/ */
const knative: DeliveryProfile = {
  batch: { usual: 1, max: 1 },
  maxWindowMs: 0,
  backoff: [1, 2, 4, 8, 16, 32, 64].map((seconds) => seconds * SECOND),
  leaseMs: (timeoutMs) => timeoutMs,
  attempts: ATTEMPTS,
  exhausted: "deadLetter",
  // Of a Kafka broker's topics by default; others keep what they want.
  retentionMs: 7 * DAY,
  expired: "lost",
  maxDelayMs: 0,
  maxRetryDelayMs: 0,
};

const events = (delivery: DeliveryProfile): Profile => ({ instance: process, delivery });

/** By shape. */
export const profiles: Readonly<Record<string, Profile>> = {
  http: { instance: process },
  cloudevents: events(knative),
  ordered: events({ ...knative, lanes: "key" }),
  bucket: events(knative),
  // A failed run is not repeated, and one that died with its process is gone.
  cron: events({ ...knative, backoff: "never", attempts: 1, exhausted: "lost", crashLoses: true, zones: "any" }),
  task: { instance: process, env: { TASK_SECRET } },
};
