import type { Codec } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/aws/index.ts";
import { claimants } from "./event-samples.ts";
import { invocation, recorded, recordings } from "./samples.ts";

const claimedBy: Record<string, string> = {
  sqs: "sqs",
  "sqs-fifo": "sqs",
  sns: "sns",
  "sns-over-sqs": "sns-sqs",
  "sns-over-sqs-fifo": "sns-sqs",
  eventbridge: "eventbridge",
  scheduler: "scheduler",
  "s3-notification": "s3",
  "s3-eventbridge": "s3-eventbridge",
  "s3-over-sqs": "s3-sqs",
  kinesis: "kinesis",
  "kinesis-window": "kinesis",
  "kafka-msk": "kafka",
  "kafka-self": "kafka",
};
/** A schedule with an input of its owner's says nothing of Scheduler: it is any JSON, as a task takes. */
const anything = (file: string): boolean => file.endsWith("scheduler-custom-input.json");
/** What a test harness published of AWS's other side: no event at all. */
const replies = new Set(["response", "authorizer-response"]);

const all = recordings();
const ours = all.filter(({ kind, file }) => claimedBy[kind] && !anything(file));
const others = all.filter(({ kind, file }) => !claimedBy[kind] && !replies.has(kind) && !anything(file));

/** Everything that stands somewhere in a value, as text. */
const leaves = (value: unknown): string[] =>
  value instanceof Uint8Array
    ? [Buffer.from(value).toString("base64")]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(leaves)
      : [String(value)];

describe.skipIf(!recorded)("recorded events", () => {
  test.each(ours)("$kind $file is claimed by its codec alone", ({ kind, event }) => {
    expect(claimants(event)).toEqual([claimedBy[kind]]);
  });

  test.each(others)("$kind $file is no event of ours, nor a task's input", ({ event }) => {
    expect(claimants(event)).toEqual([]);
  });

  test("a schedule with an input of its own is any JSON", () => {
    const [custom] = all.filter(({ file }) => anything(file));
    expect(claimants(custom?.event)).toEqual(["invoke"]);
  });

  test.each(ours)("$kind $file decodes without loss, to events that name themselves", ({ kind, event }) => {
    const codec = adapter.shapes[claimedBy[kind]!]!.codec({} as never) as Codec<"events", unknown, unknown>;
    const { events } = codec.decode(event, invocation());
    expect(events.filter(({ fault }) => fault)).toEqual([]);
    expect(new Set(events.map((one) => one.event.id)).size).toBe(events.length);
    for (const one of events)
      expect(one.event).toMatchObject({
        specversion: "1.0",
        source: expect.stringMatching(/^[!-~]+$/),
        type: expect.any(String),
      });
    const found = new Set(events.flatMap((one) => leaves(one)));
    for (const text of documented(kind, event)) expect(found).toContain(text);
  });
});

interface Documented {
  readonly Records?: readonly Record<string, never>[];
  readonly records?: Record<string, readonly Record<string, unknown>[]>;
  readonly detail?: { readonly object?: Record<string, unknown> };
  readonly [name: string]: unknown;
}

/** The fields that the tables name, as text, read without our code. */
function documented(kind: string, native: unknown): string[] {
  const event = native as Documented;
  const data = (text: string): string[] => {
    try {
      return leaves(JSON.parse(text));
    } catch {
      return [text];
    }
  };
  const texts = (...values: readonly unknown[]): string[] =>
    values.filter((one) => one !== undefined && one !== null).map(String);
  const records = (event.Records ?? []) as readonly Record<string, Record<string, unknown> & string>[];
  const bytes = (base64: string): string[] => {
    const text = Buffer.from(base64, "base64").toString();
    return Buffer.from(text).toString("base64") === base64 ? data(text) : [base64];
  };
  const objects = (list: readonly Record<string, Record<string, unknown> & string>[]): string[] =>
    list.flatMap(({ s3, eventTime }) => {
      const { bucket, object } = s3 as unknown as {
        bucket: { name: string; arn: string };
        object: Record<string, unknown>;
      };
      return texts(
        bucket.name,
        bucket.arn,
        object.size,
        object.eTag,
        object.versionId,
        object.sequencer,
        eventTime,
        decodeURIComponent(String(object.key).replaceAll("+", " ")),
      );
    });
  switch (kind) {
    case "sqs":
    case "sqs-fifo":
      return records.flatMap(({ messageId, eventSourceARN, body, attributes }) => [
        ...texts(
          messageId,
          eventSourceARN,
          attributes?.MessageGroupId,
          attributes?.SequenceNumber,
          attributes?.ApproximateReceiveCount,
        ),
        ...data(String(body)),
      ]);
    case "sns":
      return records.flatMap(({ Sns }) => [
        ...texts(Sns?.MessageId, Sns?.TopicArn, Sns?.Subject, Sns?.Timestamp),
        ...data(String(Sns?.Message)),
      ]);
    case "sns-over-sqs":
    case "sns-over-sqs-fifo":
      return records.flatMap(({ messageId, body }) => {
        const inner = JSON.parse(String(body)) as Record<string, string>;
        return [
          ...texts(messageId, inner.MessageId, inner.TopicArn, inner.Subject, inner.Timestamp),
          ...data(inner.Message!),
        ];
      });
    case "s3-notification":
      return objects(records);
    case "s3-over-sqs":
      return records.flatMap(({ messageId, body }) => [
        ...texts(messageId),
        ...objects((JSON.parse(String(body)) as { Records: never[] }).Records),
      ]);
    case "s3-eventbridge": {
      const { key, size, etag, sequencer } = event.detail?.object ?? {};
      return texts(event.id, event.time, key, size, etag, sequencer);
    }
    case "eventbridge":
      return texts(event.id, event.source, event["detail-type"], event.time, ...leaves(event.detail));
    case "scheduler":
      return texts(event.time);
    case "kinesis":
    case "kinesis-window":
      return records.flatMap(({ eventID, eventSourceARN, kinesis }) => [
        ...texts(eventID, eventSourceARN, kinesis?.partitionKey, kinesis?.sequenceNumber),
        ...bytes(String(kinesis?.data)),
      ]);
    default:
      return Object.entries(event.records ?? {}).flatMap(([lane, list]) =>
        list.flatMap(({ offset, value }) => [`${lane}@${offset}`, ...(value ? bytes(String(value)) : [])]),
      );
  }
}
