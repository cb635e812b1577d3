import type { DeliveryProfile, InstanceProfile, Profile } from "unmoor/adapter";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lambda: providers/limits.md A1 and A2. */
const lambda: InstanceProfile = {
  // Managed Instances take more.
  concurrency: 1,
  // Of an account, by default.
  instances: 1000,
  // "Every few hours" even when busy: no number is documented.
  keepMs: 2 * HOUR,
  // What the fragment asks for where a unit does not say.
  timeoutMs: 29 * SECOND,
  // lambda-runtime-environment: frozen after the response; there is no post-invoke phase.
  freezes: true,
  waits: "before",
  // providers/aws.md R11 and R12. HTTP APIs: 500 for what failed, 503 for what was late.
  answers: {
    requestBytes: 413,
    responseBytes: 500,
    headerBytes: 431,
    urlBytes: 414,
    throttled: 503,
    failed: 500,
    timeout: 503,
  },
};

const front = (answers: Partial<InstanceProfile["answers"]>, more: Partial<InstanceProfile> = {}): Profile => ({
  instance: { ...lambda, ...more, answers: { ...lambda.answers, ...answers } },
});

/** invocation-async-error-handling: two retries, after one minute and two; six hours at most, then `OnFailure`. */
const asynchronous: DeliveryProfile = {
  batch: { usual: 1, max: 1 },
  maxWindowMs: 0,
  backoff: [MINUTE, 2 * MINUTE],
  leaseMs: (timeoutMs) => timeoutMs,
  attempts: 3,
  exhausted: "deadLetter",
  retentionMs: 6 * HOUR,
  expired: "deadLetter",
  maxDelayMs: 0,
  maxRetryDelayMs: 0,
};

/** services-sqs-errorhandling and with-sqs; visibility and redrive as the fragment sets them. */
const queued: DeliveryProfile = {
  // FIFO: ten at most, and no window.
  batch: { usual: 10, max: 10_000, maxInOrder: 10 },
  maxWindowMs: 300 * SECOND,
  lanes: "key",
  backoff: "lease",
  // Six times the function's timeout and the window; twelve hours at most.
  leaseMs: (timeoutMs, windowMs) => Math.min(12 * HOUR, 6 * timeoutMs + windowMs),
  attempts: 5,
  exhausted: "deadLetter",
  retentionMs: 4 * DAY,
  expired: "lost",
  maxDelayMs: 15 * MINUTE,
  maxRetryDelayMs: 12 * HOUR,
};

/** invocation-eventsourcemapping; halves and attempts as the fragment sets them. The pauses are not documented. */
const streamed: DeliveryProfile = {
  batch: { usual: 100, max: 10_000 },
  maxWindowMs: 300 * SECOND,
  // An on-demand stream begins with four shards.
  lanes: { count: 4, name: (lane) => `shardId-${`${lane}`.padStart(12, "0")}` },
  backoff: [0, SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND, 32 * SECOND, MINUTE],
  leaseMs: (timeoutMs) => timeoutMs,
  attempts: 5,
  exhausted: "deadLetter",
  retentionMs: DAY,
  expired: "lost",
  bisects: true,
  maxDelayMs: 0,
  maxRetryDelayMs: 0,
  receipt: (number) => String(49_590_338_271_490_256n + BigInt(number)),
};

const events = (delivery: DeliveryProfile): Profile => ({ instance: lambda, delivery });

/** By shape. */
export const profiles: Readonly<Record<string, Profile>> = {
  "http-api": front({}),
  "function-url": front({ responseBytes: 502, failed: 502, throttled: 429, timeout: 502 }),
  "function-url-stream": front({ responseBytes: 502, failed: 502, throttled: 429, timeout: 502 }, { waits: "after" }),
  rest: front({ responseBytes: 502, failed: 502, throttled: 500, timeout: 504 }),
  "rest-stream": front({ responseBytes: 502, failed: 502, throttled: 500, timeout: 504 }, { waits: "after" }),
  alb: front({ responseBytes: 502, failed: 502, throttled: 502, timeout: 502 }),
  "alb-single": front({ responseBytes: 502, failed: 502, throttled: 502, timeout: 502 }),
  sqs: events(queued),
  sns: events(asynchronous),
  "sns-sqs": events(queued),
  eventbridge: events(asynchronous),
  scheduler: events({ ...asynchronous, zones: "any" }),
  "schedule-rule": events({ ...asynchronous, zones: "UTC" }),
  "s3-eventbridge": events(asynchronous),
  s3: events(asynchronous),
  // Notifications have no order.
  "s3-sqs": events(queued),
  kinesis: events(streamed),
  kafka: events({
    ...streamed,
    // `num.partitions` of MSK's default configuration is one; three show what a key keeps in order.
    lanes: { count: 3, name: (lane, channel) => `${channel}-${lane}` },
    receipt: (number) => `@${number}`,
  }),
  invoke: { instance: lambda },
};
