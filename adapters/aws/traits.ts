import type { HttpTrait, Limits, Trait, Traits } from "unmoor/adapter";

const buffers: Trait = {
  lacks: "AWS sends the response when the function has returned all of it; only Function URL and REST can stream",
  page: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html",
};

/** What holds for every HTTP shape of AWS. */
const common: Traits<"http"> = {
  streaming: buffers,
  requestStreaming: { lacks: "AWS reads the request body before it invokes the function" },
  backpressure: buffers,
  // A reply in one piece is whole or a 500.
  truncation: true,
  // configuration-response-streaming; aws-lambda-nodejs-runtime-interface-client#145.
  disconnect: { lacks: "Lambda is not told that a client has gone away" },
  deadline: true,
  background: {
    lacks: "Lambda freezes after the response, so a buffered response waits for waitUntil work before it leaves",
  },
  rawPath: true,
  rawQuery: true,
  repeated: true,
  cookies: true,
  headers: true,
  bodies: true,
  untouched: true,
  drain: true,
};

const with_ = (changes: Partial<Record<HttpTrait, Trait>>): Traits<"http"> => ({ ...common, ...changes });

/** A stream ends before `waitUntil` work does: the client does not wait. */
const streamed: Partial<Record<HttpTrait, Trait>> = { streaming: true, backpressure: true, background: true };

const decodedQuery: Trait = {
  lacks: "API Gateway's REST API decodes the query, and the order across different names is lost",
};
const remapped: Trait = {
  lacks: "API Gateway's REST API sends www-authenticate, server and a few more as x-amzn-remapped-…",
};

/** By shape; `lacks` is printed by the check, the suite and the README. */
export const traits: {
  readonly httpApi: Traits<"http">;
  readonly functionUrl: Traits<"http">;
  readonly functionUrlStream: Traits<"http">;
  readonly rest: Traits<"http">;
  readonly restStream: Traits<"http">;
  readonly alb: Traits<"http">;
  readonly albSingle: Traits<"http">;
} = {
  httpApi: with_({
    rawPath: { lacks: "API Gateway's HTTP API decodes the path: %2F arrives as a slash, %2541 as %41" },
  }),
  functionUrl: common,
  functionUrlStream: with_(streamed),
  rest: with_({ rawQuery: decodedQuery, headers: remapped }),
  restStream: with_({ ...streamed, rawQuery: decodedQuery, headers: remapped }),
  alb: with_({ rawQuery: { lacks: "the load balancer groups the query by name: the order across names is lost" } }),
  albSingle: with_({
    rawQuery: { lacks: "the load balancer states the query by name: the order across names is lost" },
    repeated: {
      lacks: "without multi-value headers the load balancer keeps only the last of a repeated query key or header",
    },
  }),
};

const MB = 1_048_576;

/** What holds for every function of Lambda (providers/limits.md A1). */
export const lambda: Limits = {
  memoryMb: [128, 10_240],
  page: "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
};
const HTTP_API = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html";
const REST =
  "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html";

/** Lambda's limits of a synchronous invocation and each front's own (providers/aws.md 3.2). */
export const limits: {
  readonly httpApi: Limits;
  readonly functionUrl: Limits;
  readonly functionUrlStream: Limits;
  readonly rest: Limits;
  readonly restStream: Limits;
  readonly alb: Limits;
} = {
  httpApi: { ...lambda, page: HTTP_API, requestBytes: 6 * MB, responseBytes: 6_291_556, durationMs: 30_000 },
  functionUrl: { ...lambda, requestBytes: 6 * MB, responseBytes: 6_291_556, durationMs: 900_000 },
  functionUrlStream: { ...lambda, requestBytes: 6 * MB, streamedBytes: 200 * MB, durationMs: 900_000 },
  rest: { ...lambda, page: REST, requestBytes: 6 * MB, responseBytes: 6_291_556, durationMs: 29_000 },
  // response-transfer-mode: status and headers within the first 16 KB of the stream.
  restStream: { ...lambda, requestBytes: 6 * MB, streamedBytes: 200 * MB, headerBytes: 16_384, durationMs: 900_000 },
  alb: { ...lambda, requestBytes: MB, responseBytes: MB, durationMs: 900_000 },
};
