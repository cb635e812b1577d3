import type { Limits, Traits } from "unmoor/adapter";

/** What is true of both shapes; `lacks` is printed by the check, the suite and the README. */
const both = {
  streaming: true,
  backpressure: true,
  truncation: true,
  disconnect: true,
  // No variable and no header says it: https://docs.cloud.google.com/run/docs/configuring/request-timeout
  deadline: {
    lacks:
      "Cloud Run does not tell a request its time limit; it is counted from the timeout that the unit was built with",
  },
  // https://docs.cloud.google.com/run/docs/configuring/billing-settings: CPU only while a request is handled.
  background: {
    lacks: "Cloud Run takes the CPU away after the response, so the response ends after waitUntil work has",
  },
  rawPath: true,
  rawQuery: true,
  repeated: true,
  cookies: true,
  headers: true,
} as const;

/** functions-framework 5; each sentence is asserted in test/runtimes/gcp. */
export const functionTraits: Traits<"http"> = {
  ...both,
  requestStreaming: {
    lacks: "functions-framework reads a body that has a content type whole before it calls the function",
  },
  bodies: {
    lacks:
      "functions-framework reads bodies by their content type: 400 to invalid JSON and to JSON that is no object or list, 415 to unknown charsets and encodings; and it inflates compressed ones",
  },
  untouched: {
    lacks:
      "functions-framework answers itself: 400 to malformed escapes in the path, 404 to /favicon.ico, /robots.txt and OPTIONS *",
  },
  drain: { lacks: "functions-framework exits at once on SIGTERM, requests in flight are cut" },
};

/** Our own server on Cloud Run. */
export const serviceTraits: Traits<"http"> = {
  ...both,
  requestStreaming: true,
  bodies: true,
  untouched: true,
  drain: true,
};

/** https://docs.cloud.google.com/run/docs/configuring/services/memory-limits */
export const memoryMb: readonly [number, number] = [128, 32_768];

const limits: Limits = {
  memoryMb,
  page: "https://docs.cloud.google.com/run/quotas",
  // 32 MiB over HTTP/1: https://docs.cloud.google.com/run/quotas
  requestBytes: 33_554_432,
  // Of a response with a length. Of a streamed one, run/quotas says none and functions/quotas 10 MB.
  responseBytes: 33_554_432,
  durationMs: 3_600_000,
};

/** Node refuses longer headers with 431 unless told otherwise, and functions-framework does not tell it. */
export const functionLimits: Limits = { ...limits, headerBytes: 16_384 };

/** Google's front end: URL and headers, https://docs.cloud.google.com/load-balancing/docs/quotas */
export const serviceLimits: Limits = { ...limits, headerBytes: 61_440 };
