import type { Clock, Lack, Limits, Traits } from "unmoor/adapter";

/** What is true of Vercel's web signature; `lacks` is printed by the check, the suite and the README. */
export const traits: Traits<"http"> = {
  streaming: true,
  // https://vercel.com/docs/functions/limitations; @vercel/node's dev-server reads it whole too.
  requestStreaming: { lacks: "Vercel reads the request body (4.5 MB at most) before it calls the function" },
  backpressure: true,
  truncation: true,
  // `supportsCancellation` is emitted: https://vercel.com/docs/functions/functions-api-reference
  disconnect: true,
  deadline: true,
  background: true,
  rawPath: true,
  rawQuery: true,
  repeated: true,
  cookies: true,
  headers: true,
  bodies: true,
  // HTTP_METHODS in packages/node/src/serverless-functions of vercel/vercel.
  untouched: {
    lacks: "Vercel answers methods other than GET, HEAD, OPTIONS, POST, PUT, DELETE and PATCH itself, with 405",
  },
  drain: true,
};

const LIMITATIONS = "https://vercel.com/docs/functions/limitations";

export const limits: Limits = {
  // https://vercel.com/docs/functions/limitations: 4.5 MB, else 413 FUNCTION_PAYLOAD_TOO_LARGE. A response has no
  // limit, because it streams.
  requestBytes: 4_500_000,
  // https://vercel.com/docs/errors/REQUEST_HEADER_TOO_LARGE: 32 KB in total, 16 KB a field, else 494.
  headerBytes: 32_768,
  // https://vercel.com/docs/errors/URL_TOO_LONG: 14 KB, else 414.
  urlBytes: 14_336,
  // @vercel/build-utils 14.21 refuses more; the plan may grant less (Hobby 300 s, Pro 800 s).
  durationMs: 3_600_000,
  plans: [
    {
      durationMs: 300_000,
      says: "Vercel ends a function after 300 s on Hobby, and after 800 s on Pro (1,800 s in a beta)",
      page: LIMITATIONS,
    },
  ],
  // The plan's: 2 GB, on Pro 4 GB. https://vercel.com/docs/functions/configuring-functions/memory
  memoryMb: [128, 4_096],
  page: LIMITATIONS,
};

/** What is true of Vercel Queues: https://vercel.com/docs/queues */
export const queueTraits: Traits<"events"> = {
  redelivery: true,
  // A message is a delivery of its own.
  partial: true,
  // By the visibility of its lease; an hour is the longest.
  delay: true,
  attempt: true,
  deadLetter: {
    lacks: "Vercel Queues drop a message after its last delivery, and have no dead letter",
    page: "https://vercel.com/docs/queues",
  },
  id: true,
  order: {
    lacks: "Vercel Queues deliver roughly in order, and have no groups",
    page: "https://vercel.com/docs/queues",
  },
  // `x-vercel-queue-traceparent`, which `@vercel/queue` sends.
  trace: true,
};

const { requestBytes, ...common } = limits;
const called: Limits = { ...common, batch: 1 };

export const queueLimits: Limits = {
  ...called,
  // `@vercel/queue` 0.6; above what a request holds, a message is fetched.
  eventBytes: 100_000_000,
  delayMs: 3_600_000,
};

const UNREPEATED: Lack = {
  lacks: "Vercel starts each run of a schedule once, and does not repeat a failed one",
  page: "https://vercel.com/docs/cron-jobs/manage-cron-jobs",
};

/** What is true of cron jobs: https://vercel.com/docs/cron-jobs/manage-cron-jobs */
export const cronTraits: Traits<"events"> = {
  redelivery: UNREPEATED,
  partial: true,
  delay: UNREPEATED,
  attempt: UNREPEATED,
  deadLetter: UNREPEATED,
  // Made of the minute that was due: a run that comes twice has one.
  id: true,
  order: { lacks: "runs of a Vercel schedule may overlap" },
  trace: { lacks: "Vercel starts runs without a trace" },
};

const SENDER: Lack = {
  lacks: "whether Vercel gets a CloudEvent once more is its sender's choice, by the status of the answer",
  page: "https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md",
};

/** What is true of CloudEvents over HTTP. */
export const cloudEventsTraits: Traits<"events"> = {
  redelivery: SENDER,
  partial: { lacks: "a batch of CloudEvents has one answer" },
  delay: { lacks: "Retry-After is a request that a sender may ignore" },
  attempt: { lacks: "CloudEvents over HTTP do not say which attempt they are" },
  deadLetter: SENDER,
  id: true,
  order: { lacks: "requests may overtake each other" },
  // The extension `traceparent`.
  trace: true,
};

/** Of whatever is called over HTTP. */
export const pushLimits: Limits = { ...called, ...(requestBytes && { requestBytes }) };

/** Vercel's older cron jobs. https://vercel.com/docs/cron-jobs/usage-and-pricing */
export const cronClock: Clock = {
  page: "https://vercel.com/docs/cron-jobs#cron-expressions",
  zones: {
    lacks: "Vercel's cron jobs run by UTC only; set vercel.schedules to true for Vercel Schedules (beta)",
    page: "https://vercel.com/docs/cron-jobs",
  },
  perDay: {
    runs: 1,
    says: "a Hobby plan refuses to deploy a cron job that runs more than once a day",
    page: "https://vercel.com/docs/cron-jobs/usage-and-pricing",
  },
};
