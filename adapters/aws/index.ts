import type { Adapter, Shape } from "unmoor/adapter";
import { type AlbEvent, type AlbReply, type AlbSingleReply, alb, albSingle } from "./codec/alb.ts";
import type { HttpOptions } from "./codec/event.ts";
import { functionUrl, functionUrlStream } from "./codec/function-url.ts";
import { httpApi, type ReplyV2 } from "./codec/http-api.ts";
import type { PayloadV2 } from "./codec/payload-v2.ts";
import type { StreamedReply } from "./codec/reply.ts";
import { type PayloadV1, type ReplyV1, rest, restStream } from "./codec/rest.ts";
import { emit } from "./emit.ts";
import { entry } from "./entry.ts";
import { albInverse, albSingleInverse } from "./inverse/alb.ts";
import { functionUrlInverse, functionUrlStreamInverse } from "./inverse/function-url.ts";
import { httpApiInverse } from "./inverse/http-api.ts";
import { restInverse, restStreamInverse } from "./inverse/rest.ts";
import { limits, traits } from "./traits.ts";

type Http<Wire, Reply> = Shape<"http", Wire, Reply, HttpOptions>;

const shapes: {
  readonly "http-api": Http<PayloadV2, ReplyV2>;
  readonly "function-url": Http<PayloadV2, ReplyV2>;
  readonly "function-url-stream": Http<PayloadV2, StreamedReply>;
  readonly rest: Http<PayloadV1, ReplyV1>;
  readonly "rest-stream": Http<PayloadV1, StreamedReply>;
  readonly alb: Http<AlbEvent, AlbReply>;
  readonly "alb-single": Http<AlbEvent, AlbSingleReply>;
} = {
  "http-api": { codec: httpApi, inverse: httpApiInverse, traits: traits.httpApi, limits: limits.httpApi },
  "function-url": {
    codec: functionUrl,
    inverse: functionUrlInverse,
    traits: traits.functionUrl,
    limits: limits.functionUrl,
    streamed: "function-url-stream",
  },
  "function-url-stream": {
    codec: functionUrlStream,
    inverse: functionUrlStreamInverse,
    traits: traits.functionUrlStream,
    limits: limits.functionUrlStream,
  },
  rest: { codec: rest, inverse: restInverse, traits: traits.rest, limits: limits.rest, streamed: "rest-stream" },
  "rest-stream": {
    codec: restStream,
    inverse: restStreamInverse,
    traits: traits.restStream,
    limits: limits.restStream,
  },
  alb: { codec: alb, inverse: albInverse, traits: traits.alb, limits: limits.alb },
  "alb-single": { codec: albSingle, inverse: albSingleInverse, traits: traits.albSingle, limits: limits.alb },
};

const later = (what: string): { readonly lacks: string } => ({ lacks: `unmoor does not carry ${what} on AWS yet` });

/** AWS Lambda, with AWS SAM. */
export const adapter: Adapter = {
  name: "aws",
  shapes,
  triggers: {
    // The streamed siblings are reached by a function's own `streaming: true`.
    http: ["http-api", "function-url", "rest", "alb", "alb-single"],
    queue: later("SQS"),
    topic: later("SNS"),
    stream: later("Kinesis and Kafka"),
    schedule: later("EventBridge Scheduler"),
    bucket: later("S3"),
    cloudEvent: later("EventBridge rules"),
    task: later("Invoke"),
  },
  pack: "unit",
  entry,
  file: (unit) => `${unit.name}/index.mjs`,
  emit,
};
