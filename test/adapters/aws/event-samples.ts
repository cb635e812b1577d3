import type { Codec, Incoming, Invocation, Settled } from "unmoor/adapter";
import { invoke } from "../../../adapters/aws/codec/invoke.ts";
import { kafka } from "../../../adapters/aws/codec/kafka.ts";
import { kinesis } from "../../../adapters/aws/codec/kinesis.ts";
import { s3 } from "../../../adapters/aws/codec/s3.ts";
import { s3EventBridge } from "../../../adapters/aws/codec/s3-event-bridge.ts";
import { scheduleRule } from "../../../adapters/aws/codec/schedule-rule.ts";
import { scheduler } from "../../../adapters/aws/codec/scheduler.ts";
import { sns } from "../../../adapters/aws/codec/sns.ts";
import { toldEventBridge, toldS3Sqs, toldSnsSqs, toldSqs } from "../../../adapters/aws/codec/told.ts";
import { invocation } from "./samples.ts";

/** Every codec but those of HTTP, as hand-written entries have them. */
export const codecs: readonly { readonly name: string; claims(native: unknown): boolean }[] = [
  toldSqs(),
  sns(),
  toldSnsSqs(),
  toldEventBridge(),
  scheduler(),
  scheduleRule(),
  s3EventBridge(),
  s3(),
  toldS3Sqs(),
  kinesis(),
  kafka(),
  invoke(),
];

export const claimants = (event: unknown): string[] =>
  codecs.filter((codec) => codec.claims(event)).map(({ name }) => name);

/** The events of what a codec claims. */
export function read<Wire>(
  codec: Codec<"events", Wire, unknown>,
  native: unknown,
  over: Invocation = invocation(),
): readonly Incoming[] {
  if (!codec.claims(native)) throw new Error(`${codec.name} does not claim it`);
  return codec.decode(native, over).events;
}

const ARN = "arn:aws:sqs:eu-west-1:123456789012:orders";
export const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** A message of SQS; members override. */
export const message = (over: Record<string, unknown> = {}, attributes: object = {}): object => ({
  messageId: "m-1",
  receiptHandle: "AQEB",
  body: '{"n":1}',
  attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1790000000001", ...attributes },
  messageAttributes: {},
  eventSource: "aws:sqs",
  eventSourceARN: ARN,
  awsRegion: "eu-west-1",
  ...over,
});
export const records = (...all: readonly object[]): object => ({ Records: all });

/** A notification of SNS. */
export const notification = (over: object = {}): object => ({
  Type: "Notification",
  MessageId: "n-1",
  TopicArn: "arn:aws:sns:eu-west-1:123456789012:audit",
  Subject: "about",
  Message: '{"n":1}',
  Timestamp: "2026-11-20T12:30:00.000Z",
  MessageAttributes: {},
  ...over,
});
export const snsRecord = (over: object = {}): object => ({ EventSource: "aws:sns", Sns: notification(over) });

/** A record of Kinesis; the sequence number says which. */
export const kinesisRecord = (sequence = "1", data = "eyJuIjoxfQ==", shard = "shardId-000000000006"): object => ({
  kinesis: {
    partitionKey: "k1",
    sequenceNumber: sequence,
    data,
    approximateArrivalTimestamp: 1790000000.123,
  },
  eventSource: "aws:kinesis",
  eventID: `${shard}:${sequence}`,
  eventSourceARN: "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
});

export const kafkaRecord = (offset = 15, over: object = {}): object => ({
  topic: "orders",
  partition: 0,
  offset,
  timestamp: 1790000000001,
  timestampType: "CREATE_TIME",
  key: "azE=",
  value: "eyJuIjoxfQ==",
  headers: [],
  ...over,
});
export const kafkaEvent = (lanes: Record<string, readonly object[]>, over: object = {}): object => ({
  eventSource: "aws:kafka",
  eventSourceArn: "arn:aws:kafka:eu-west-1:123456789012:cluster/c/1",
  bootstrapServers: "b1:9092",
  records: lanes,
  ...over,
});

/** A record of a notification of S3. */
export const s3Record = (object: object = {}, over: object = {}): object => ({
  eventVersion: "2.1",
  eventSource: "aws:s3",
  eventName: "ObjectCreated:Put",
  eventTime: "2026-11-20T12:30:00.000Z",
  responseElements: { "x-amz-request-id": "REQ" },
  s3: {
    bucket: { name: "uploads", arn: "arn:aws:s3:::uploads" },
    object: { key: "a/b.png", size: 5, eTag: "e1", versionId: "v1", sequencer: "0055", ...object },
  },
  ...over,
});

export const bridgeEvent = (over: object = {}): object => ({
  version: "0",
  id: "b-1",
  "detail-type": "com.stripe.payment.succeeded",
  source: "com.stripe",
  account: "123456789012",
  time: "2026-11-20T12:30:00Z",
  region: "eu-west-1",
  resources: ["arn:aws:x:::1"],
  detail: { total: 1 },
  ...over,
});
export const objectBridge = (over: object = {}, object: object = {}): object =>
  bridgeEvent({
    "detail-type": "Object Created",
    source: "aws.s3",
    resources: ["arn:aws:s3:::uploads"],
    detail: {
      bucket: { name: "uploads" },
      object: { key: "a+b %41.png", size: 5, etag: "e1", "version-id": "v1", sequencer: "0055", ...object },
    },
    ...over,
  });

const error = new Error("broken");
export const done = (receipt?: string, lane?: string): Settled => ({ is: "done", ...id(receipt, lane) });
export const retry = (receipt?: string, lane?: string): Settled => ({ is: "retry", error, ...id(receipt, lane) });
export const reject = (receipt?: string, lane?: string): Settled => ({ is: "reject", error, ...id(receipt, lane) });
const id = (receipt?: string, lane?: string) => ({
  ...(receipt !== undefined && { receipt }),
  ...(lane !== undefined && { lane }),
});
