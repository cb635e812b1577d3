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
