import type { Limits, Traits } from "unmoor/adapter";
import { memoryMb } from "./traits.ts";

// https://docs.cloud.google.com/pubsub/docs/handling-failures: the back-off is the subscription's, not the answer's.
const backOff = {
  lacks: "the delay of a Retry is not kept: Pub/Sub pushes again by the subscription's back-off, 10 to 600 seconds",
  page: "https://docs.cloud.google.com/pubsub/docs/handling-failures",
} as const;

/** Pub/Sub push, as the emitted subscription is: with retry policy, dead-letter topic and, in order, ordering keys. */
export const pubsubTraits: Traits<"events"> = {
  redelivery: true,
  // One message a request.
  partial: true,
  delay: backOff,
  attempt: true,
  deadLetter: true,
  id: true,
  order: true,
  trace: true,
};

/** https://docs.cloud.google.com/tasks/docs/dual-overview */
export const cloudTasksTraits: Traits<"events"> = {
  redelivery: true,
  partial: true,
  delay: true,
  attempt: true,
  deadLetter: {
    lacks: "Cloud Tasks deletes a task after its last attempt, and has no dead letters",
    page: "https://docs.cloud.google.com/tasks/docs/dual-overview",
  },
  id: true,
  order: { lacks: "Cloud Tasks dispatches in no order, and knows no groups" },
  trace: true,
};

/** https://docs.cloud.google.com/eventarc/standard/docs/retry-events: Pub/Sub underneath, with less of it to be seen. */
export const eventarcTraits: Traits<"events"> = {
  redelivery: true,
  partial: { lacks: "a batch of CloudEvents over HTTP is answered as one; Eventarc itself sends one event a request" },
  delay: backOff,
  attempt: { lacks: "Eventarc does not tell which attempt a request is" },
  deadLetter: true,
  id: true,
  order: { lacks: "Eventarc keeps no order" },
  trace: true,
};

export const cloudStorageTraits: Traits<"events"> = { ...eventarcTraits, partial: true };

/** https://docs.cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#RetryConfig */
export const schedulerTraits: Traits<"events"> = {
  redelivery: true,
  partial: true,
  delay: {
    lacks: "the delay of a Retry is not kept: Cloud Scheduler tries again by the job's back-off",
    page: "https://docs.cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#RetryConfig",
  },
  attempt: { lacks: "Cloud Scheduler does not tell which attempt a request is" },
  deadLetter: { lacks: "Cloud Scheduler gives a run up after five retries; the next one comes in its own time" },
  id: true,
  order: { lacks: "a schedule has no lanes" },
  trace: { lacks: "Cloud Scheduler has no trace to hand on: each request begins its own" },
};

/** Cloud Run's memory; one event a request. */
const one: Limits = { memoryMb, batch: 1 };

/** The request of a push is over when the message must be acknowledged. */
export const pubsubLimits: Limits = {
  ...one,
  eventBytes: 10_485_760,
  durationMs: 600_000,
  attempts: [1, 100],
  page: "https://docs.cloud.google.com/pubsub/quotas",
};

/** The subscription underneath is Pub/Sub's. */
export const eventarcLimits: Limits = {
  ...pubsubLimits,
  eventBytes: 524_288,
  page: "https://docs.cloud.google.com/eventarc/docs/quotas",
};

/** A task's own deadline is ten minutes unless its sender says more. */
export const cloudTasksLimits: Limits = {
  ...one,
  eventBytes: 1_048_576,
  durationMs: 1_800_000,
  page: "https://docs.cloud.google.com/tasks/docs/quotas",
};

export const schedulerLimits: Limits = {
  ...one,
  durationMs: 1_800_000,
  attempts: [1, 6],
  page: "https://docs.cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs",
};

/** Of the request alone: see the limits of HTTP. */
export const taskLimits: Limits = {
  memoryMb,
  requestBytes: 33_554_432,
  responseBytes: 33_554_432,
  durationMs: 3_600_000,
  page: "https://docs.cloud.google.com/run/quotas",
};
