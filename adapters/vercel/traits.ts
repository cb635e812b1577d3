import type { Limits, Traits } from "unmoor/adapter";

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
};

/** What is true of Vercel Queues: https://vercel.com/docs/queues */
export const queueTraits: Traits<"events"> = {
  redelivery: true,
  // A message is a delivery of its own.
  partial: true,
  // By the visibility of its lease; an hour is the longest.
  delay: true,
  attempt: true,
  deadLetter: { lacks: "Vercel Queues drop a message after its last delivery, and have no dead letter" },
  id: true,
  order: { lacks: "Vercel Queues deliver roughly in order, and have no groups" },
  // `x-vercel-queue-traceparent`, which `@vercel/queue` sends.
  trace: true,
};

export const queueLimits: Limits = {
  // `@vercel/queue` 0.6; above what a request holds, a message is fetched.
  eventBytes: 100_000_000,
  ...(limits.durationMs && { durationMs: limits.durationMs }),
};

const UNREPEATED = "Vercel starts each run of a schedule once, and does not repeat a failed one";

/** What is true of cron jobs: https://vercel.com/docs/cron-jobs/manage-cron-jobs */
export const cronTraits: Traits<"events"> = {
  redelivery: { lacks: UNREPEATED },
  partial: true,
  delay: { lacks: UNREPEATED },
  attempt: { lacks: UNREPEATED },
  deadLetter: { lacks: UNREPEATED },
  // Made of the minute that was due: a run that comes twice has one.
  id: true,
  order: { lacks: "runs of a Vercel schedule may overlap" },
  trace: { lacks: "Vercel starts runs without a trace" },
};

const SENDER = "whether Vercel gets a CloudEvent once more is its sender's choice, by the status of the answer";

/** What is true of CloudEvents over HTTP. */
export const cloudEventsTraits: Traits<"events"> = {
  redelivery: { lacks: SENDER },
  partial: { lacks: "a batch of CloudEvents has one answer" },
  delay: { lacks: "Retry-After is a request that a sender may ignore" },
  attempt: { lacks: "CloudEvents over HTTP do not say which attempt they are" },
  deadLetter: { lacks: SENDER },
  id: true,
  order: { lacks: "requests may overtake each other" },
  // The extension `traceparent`.
  trace: true,
};

/** Of whatever is called over HTTP. */
export const pushLimits: Limits = {
  ...(limits.requestBytes && { requestBytes: limits.requestBytes }),
  ...(limits.durationMs && { durationMs: limits.durationMs }),
};
