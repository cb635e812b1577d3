import type { EventTrait, Limits, Trait, Traits } from "unmoor/adapter";
import { lambda } from "./traits.ts";

const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg";
const lacks = (sentence: string, page?: string): Trait => ({
  lacks: sentence,
  ...(page && { page: `${GUIDE}/${page}.html` }),
});

/** What holds for everything that Lambda invokes asynchronously (invocation-async-error-handling). */
const asynchronous: Traits<"events"> = {
  redelivery: true,
  partial: lacks(
    "Lambda hands over one event at a time and retries what it hands over as a whole",
    "invocation-async-error-handling",
  ),
  delay: lacks(
    "Lambda retries an asynchronous invocation after one and two minutes, whatever is asked",
    "invocation-async-error-handling",
  ),
  attempt: lacks("Lambda does not tell an asynchronous function which attempt this is"),
  deadLetter: true,
  id: true,
  order: lacks("asynchronous invocations have no order"),
  trace: lacks("EventBridge has no attributes: a traceparent travels only inside a CloudEvent"),
};

/** What holds for SQS behind a mapping with `ReportBatchItemFailures` (services-sqs-errorhandling). */
const queued: Traits<"events"> = {
  redelivery: true,
  partial: true,
  delay: lacks(
    "SQS delays one message only by a call of its SDK: a retry comes again after the visibility timeout",
    "services-sqs-errorhandling",
  ),
  attempt: true,
  deadLetter: true,
  id: true,
  // Of FIFO queues; others have no lanes.
  order: true,
  trace: true,
};

/** What holds for streams (invocation-eventsourcemapping). What is exhausted goes to a bucket, with its data. */
const streamed: Traits<"events"> = {
  redelivery: true,
  partial: true,
  delay: lacks(
    "Lambda tries a shard or partition again at once, and later with its own growing delay",
    "invocation-eventsourcemapping",
  ),
  attempt: lacks("streams do not say which attempt this is"),
  deadLetter: true,
  id: true,
  order: true,
  trace: lacks("Kinesis has no attributes: a traceparent travels only inside a CloudEvent"),
};

const with_ = (base: Traits<"events">, changes: Partial<Record<EventTrait, Trait>>): Traits<"events"> => ({
  ...base,
  ...changes,
});

/** By shape; `lacks` is printed by the check, the suite and the README. */
export const eventTraits: Readonly<
  Record<
    | "sqs"
    | "sns"
    | "snsSqs"
    | "eventBridge"
    | "scheduler"
    | "scheduleRule"
    | "s3EventBridge"
    | "s3"
    | "s3Sqs"
    | "kinesis"
    | "kafka",
    Traits<"events">
  >
> = {
  sqs: queued,
  sns: with_(asynchronous, { trace: true }),
  snsSqs: queued,
  eventBridge: asynchronous,
  scheduler: with_(asynchronous, {
    // `<aws.scheduler.attempt-number>` is the same in Lambda's own retries.
    attempt: lacks("Scheduler counts its own deliveries; Lambda's retries of one keep its number"),
    trace: lacks("a schedule has nobody to take a traceparent from"),
  }),
  scheduleRule: with_(asynchronous, { trace: lacks("a schedule has nobody to take a traceparent from") }),
  s3EventBridge: with_(asynchronous, { trace: lacks("S3 sends no traceparent") }),
  s3: with_(asynchronous, { trace: lacks("S3 sends no traceparent") }),
  s3Sqs: with_(queued, {
    order: lacks("notifications of S3 have no order; `sequence` tells which of two of a key is later"),
    trace: lacks("S3 sends no traceparent"),
  }),
  kinesis: streamed,
  kafka: with_(streamed, { trace: true }),
};

const MB = 1_048_576;
const common: Limits = { ...lambda, durationMs: 900_000 };
/** Deliveries of an asynchronous invocation; one event a call (invocation-async-error-handling). */
const once: Limits = { ...common, batch: 1, attempts: [1, 3] };
/** A window is 300 s at most (services-sqs-parameters, services-kinesis-parameters). */
const batched: Limits = { ...common, batch: 10_000, windowMs: 300_000 };

/** providers/aws.md 3.2, limits.md A3; a batch is at most 6 MB in any case. */
export const eventLimits: Readonly<
  Record<"sqs" | "sns" | "snsSqs" | "bridge" | "scheduler" | "kinesis" | "kafka" | "invoke", Limits>
> = {
  sqs: { ...batched, eventBytes: MB, fifoBatch: 10, attempts: [1, 1000] },
  // A topic may be set to 1 MiB.
  sns: { ...once, eventBytes: 262_144 },
  snsSqs: { ...batched, eventBytes: 262_144, fifoBatch: 10, attempts: [1, 1000] },
  bridge: { ...once, eventBytes: MB },
  scheduler: { ...once, eventBytes: 262_144 },
  kinesis: { ...batched, requestBytes: 6 * MB, attempts: [1, 10_001] },
  kafka: { ...batched, requestBytes: 6 * MB, attempts: [1, 11] },
  invoke: { ...common, requestBytes: 6 * MB, responseBytes: 6_291_556 },
};
