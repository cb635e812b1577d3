import type { Adapter, Shape } from "unmoor/adapter";
import { type AlbEvent, type AlbReply, type AlbSingleReply, alb, albSingle } from "./codec/alb.ts";
import type { HttpOptions } from "./codec/event.ts";
import type { BridgeEvent } from "./codec/event-bridge.ts";
import { functionUrl, functionUrlStream } from "./codec/function-url.ts";
import { httpApi, type ReplyV2 } from "./codec/http-api.ts";
import { invoke } from "./codec/invoke.ts";
import { type KafkaEvent, type KafkaPosition, kafka } from "./codec/kafka.ts";
import { type KinesisEvent, kinesis } from "./codec/kinesis.ts";
import type { PayloadV2 } from "./codec/payload-v2.ts";
import type { StreamedReply } from "./codec/reply.ts";
import { type PayloadV1, type ReplyV1, rest, restStream } from "./codec/rest.ts";
import { type S3Event, s3 } from "./codec/s3.ts";
import { type S3BridgeEvent, s3EventBridge } from "./codec/s3-event-bridge.ts";
import { scheduleRule } from "./codec/schedule-rule.ts";
import { type SchedulerEvent, scheduler } from "./codec/scheduler.ts";
import type { BatchOptions, BatchReply, EventOptions } from "./codec/settle.ts";
import { type SnsEvent, sns } from "./codec/sns.ts";
import type { SqsEvent, SqsOptions } from "./codec/sqs.ts";
import { toldEventBridge, toldS3Sqs, toldSnsSqs, toldSqs } from "./codec/told.ts";
import { emit } from "./emit.ts";
import { entry } from "./entry.ts";
import { eventLimits, eventTraits } from "./event-traits.ts";
import { albInverse, albSingleInverse } from "./inverse/alb.ts";
import {
  eventBridgeInverse,
  s3EventBridgeInverse,
  scheduleRuleInverse,
  schedulerInverse,
} from "./inverse/event-bridge.ts";
import { functionUrlInverse, functionUrlStreamInverse } from "./inverse/function-url.ts";
import { httpApiInverse } from "./inverse/http-api.ts";
import { invokeInverse } from "./inverse/invoke.ts";
import { kafkaInverse } from "./inverse/kafka.ts";
import { kinesisInverse } from "./inverse/kinesis.ts";
import { restInverse, restStreamInverse } from "./inverse/rest.ts";
import { s3Inverse, s3SqsInverse } from "./inverse/s3.ts";
import { snsInverse, snsSqsInverse } from "./inverse/sns.ts";
import { sqsInverse } from "./inverse/sqs.ts";
import { options } from "./options.ts";
import { platform } from "./platform.ts";
import { profiles } from "./profile.ts";
import { limits, traits } from "./traits.ts";
import { verifier } from "./verify/index.ts";

export type { AwsOptions } from "./options.ts";

type Http<Wire, Reply> = Shape<"http", Wire, Reply, HttpOptions>;
type Events<Wire, Reply, Options> = Shape<"events", Wire, Reply, Options>;

const shapes: {
  readonly "http-api": Http<PayloadV2, ReplyV2>;
  readonly "function-url": Http<PayloadV2, ReplyV2>;
  readonly "function-url-stream": Http<PayloadV2, StreamedReply>;
  readonly rest: Http<PayloadV1, ReplyV1>;
  readonly "rest-stream": Http<PayloadV1, StreamedReply>;
  readonly alb: Http<AlbEvent, AlbReply>;
  readonly "alb-single": Http<AlbEvent, AlbSingleReply>;
  readonly sqs: Events<SqsEvent, BatchReply | undefined, SqsOptions>;
  readonly sns: Events<SnsEvent, undefined, EventOptions>;
  readonly "sns-sqs": Events<SqsEvent, BatchReply | undefined, SqsOptions>;
  readonly eventbridge: Events<BridgeEvent, undefined, EventOptions>;
  readonly scheduler: Events<SchedulerEvent, undefined, EventOptions>;
  readonly "schedule-rule": Events<BridgeEvent, undefined, EventOptions>;
  readonly "s3-eventbridge": Events<S3BridgeEvent, undefined, EventOptions>;
  readonly s3: Events<S3Event, undefined, EventOptions>;
  readonly "s3-sqs": Events<SqsEvent, BatchReply | undefined, SqsOptions>;
  readonly kinesis: Events<KinesisEvent, BatchReply | undefined, BatchOptions>;
  readonly kafka: Events<KafkaEvent, BatchReply<KafkaPosition> | undefined, BatchOptions>;
  readonly invoke: Shape<"task", unknown, unknown, object>;
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
  sqs: { codec: toldSqs, inverse: sqsInverse, traits: eventTraits.sqs, limits: eventLimits.sqs },
  sns: { codec: sns, inverse: snsInverse, traits: eventTraits.sns, limits: eventLimits.sns },
  "sns-sqs": { codec: toldSnsSqs, inverse: snsSqsInverse, traits: eventTraits.snsSqs, limits: eventLimits.snsSqs },
  eventbridge: {
    codec: toldEventBridge,
    inverse: eventBridgeInverse,
    traits: eventTraits.eventBridge,
    limits: eventLimits.bridge,
  },
  scheduler: {
    codec: scheduler,
    inverse: schedulerInverse,
    traits: eventTraits.scheduler,
    limits: eventLimits.scheduler,
    clock: {
      zones: true,
      page: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based",
    },
  },
  "schedule-rule": {
    codec: scheduleRule,
    inverse: scheduleRuleInverse,
    traits: eventTraits.scheduleRule,
    limits: eventLimits.bridge,
    clock: {
      page: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html",
      zones: {
        lacks: "a rule of EventBridge only knows UTC; set aws.schedule to scheduler",
        page: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html",
      },
    },
  },
  "s3-eventbridge": {
    codec: s3EventBridge,
    inverse: s3EventBridgeInverse,
    traits: eventTraits.s3EventBridge,
    limits: eventLimits.bridge,
  },
  s3: { codec: s3, inverse: s3Inverse, traits: eventTraits.s3, limits: eventLimits.bridge },
  "s3-sqs": { codec: toldS3Sqs, inverse: s3SqsInverse, traits: eventTraits.s3Sqs, limits: eventLimits.sqs },
  kinesis: { codec: kinesis, inverse: kinesisInverse, traits: eventTraits.kinesis, limits: eventLimits.kinesis },
  kafka: { codec: kafka, inverse: kafkaInverse, traits: eventTraits.kafka, limits: eventLimits.kafka },
  invoke: { codec: invoke, inverse: invokeInverse, traits: {}, limits: eventLimits.invoke },
};

/** AWS Lambda, with AWS SAM. */
export const adapter: Adapter = {
  name: "aws",
  options,
  platform,
  shapes,
  profiles,
  triggers: {
    // The streamed siblings are reached by a function's own `streaming: true`.
    http: ["http-api", "function-url", "rest", "alb", "alb-single"],
    queue: ["sqs"],
    topic: ["sns", "sns-sqs"],
    stream: ["kinesis", "kafka"],
    schedule: ["scheduler", "schedule-rule"],
    bucket: ["s3-eventbridge", "s3", "s3-sqs"],
    cloudEvent: ["eventbridge"],
    task: ["invoke"],
  },
  pack: "unit",
  bundle: { light: true },
  entry,
  file: (unit) => `${unit.name}/index.mjs`,
  emit,
  verify: verifier,
};
