import { describe, expect, test } from "vitest";
import { eventBridge } from "../../../adapters/aws/codec/event-bridge.ts";
import { invoke } from "../../../adapters/aws/codec/invoke.ts";
import { kafka } from "../../../adapters/aws/codec/kafka.ts";
import { kinesis } from "../../../adapters/aws/codec/kinesis.ts";
import { s3 } from "../../../adapters/aws/codec/s3.ts";
import { s3EventBridge } from "../../../adapters/aws/codec/s3-event-bridge.ts";
import { s3Sqs } from "../../../adapters/aws/codec/s3-sqs.ts";
import { scheduleRule } from "../../../adapters/aws/codec/schedule-rule.ts";
import { scheduler } from "../../../adapters/aws/codec/scheduler.ts";
import { sns } from "../../../adapters/aws/codec/sns.ts";
import { snsSqs } from "../../../adapters/aws/codec/sns-sqs.ts";
import { sqs } from "../../../adapters/aws/codec/sqs.ts";
import {
  bridgeEvent,
  claimants,
  kafkaEvent,
  kafkaRecord,
  kinesisRecord,
  message,
  notification,
  objectBridge,
  read,
  records,
  s3Record,
  snsRecord,
  TRACE,
} from "./event-samples.ts";
import { invocation } from "./samples.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The one event of a message with this body. */
const ofBody = (body: string, attributes: object = {}) =>
  read(sqs(), records(message({ body, messageAttributes: attributes })))[0]!;

describe("SQS", () => {
  test("id, source, time, data, attempt, receipt; a standard queue has no lane", () => {
    expect(read(sqs(), records(message()))).toEqual([
      {
        event: {
          specversion: "1.0",
          id: "m-1",
          source: "arn:aws:sqs:eu-west-1:123456789012:orders",
          type: "dev.unmoor.queue",
          time: "2026-09-21T14:13:20.001Z",
          datacontenttype: "application/json",
          data: { n: 1 },
        },
        receipt: "m-1",
        channel: "orders",
        attempt: 1,
      },
    ]);
  });
  test("FIFO: the message group is the lane and, with the sequence, in the event", () => {
    const [incoming] = read(
      sqs(),
      records(
        message(
          { eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:orders.fifo" },
          { MessageGroupId: "g", SequenceNumber: "188844", ApproximateReceiveCount: "3" },
        ),
      ),
    );
    expect(incoming).toMatchObject({ lane: "g", channel: "orders", attempt: 3 });
    expect(incoming?.event).toMatchObject({ partitionkey: "g", sequence: "188844" });
  });
  test("a message group of a standard queue is for fairness, not a lane: one failure holds up no other", () => {
    const [incoming] = read(sqs(), records(message({}, { MessageGroupId: "tenant" })));
    expect(incoming?.lane).toBeUndefined();
  });
  test("the delivery with the number of maxReceiveCount is the last", () => {
    const at = (count: number) => message({}, { ApproximateReceiveCount: `${count}` });
    expect(read(sqs({ attempts: 3 }), records(at(2), at(3), at(4))).map(({ last }) => last)).toEqual([
      undefined,
      true,
      true,
    ]);
    expect(read(sqs(), records(at(99)))[0]?.last).toBeUndefined();
  });
  test("traceparent comes from the message attributes, else from X-Ray's header, else from the CloudEvent", () => {
    const xray = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const attribute = { traceparent: { dataType: "String", stringValue: TRACE } };
    expect(ofBody("{}", attribute).trace).toBe(TRACE);
    expect(read(sqs(), records(message({}, { AWSTraceHeader: xray })))[0]?.trace).toBe(
      "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
    );
    expect(
      ofBody(JSON.stringify({ specversion: "1.0", id: "1", source: "/s", type: "t", traceparent: TRACE })).trace,
    ).toBe(TRACE);
    expect(ofBody("{}").trace).toBeUndefined();
  });
});

describe("data", () => {
  test.each([
    ['{"n":1}', { n: 1 }, "application/json"],
    ["17", 17, "application/json"],
    ["null", null, "application/json"],
    ["Message Body", "Message Body", "text/plain"],
    ["", "", "text/plain"],
    ["{broken", "{broken", "text/plain"],
  ])("of %o without a content type: JSON where it parses, else text", (body, data, type) => {
    expect(ofBody(body).event).toMatchObject({ data, datacontenttype: type });
  });
  test("a content type decides: text stays text, JSON must parse", () => {
    const typed = (type: string) => ({ "Content-Type": { dataType: "String", stringValue: type } });
    expect(ofBody("17", typed("text/plain")).event).toMatchObject({ data: "17", datacontenttype: "text/plain" });
    expect(ofBody("17", typed("application/hal+json; charset=utf-8")).event.data).toBe(17);
    const { fault, event } = ofBody("{broken", typed("application/json"));
    expect(fault).toBeInstanceOf(SyntaxError);
    expect(event).toMatchObject({ id: "m-1", data: bytes("{broken") });
  });
  test("one message that cannot be decoded is its own fault, and spoils no other", () => {
    const bad = message({
      messageId: "m-2",
      body: "{",
      messageAttributes: { "content-type": { stringValue: "application/json" } },
    });
    const [first, second, third] = read(sqs(), records(message(), bad, message({ messageId: "m-3" })));
    expect([first?.fault, third?.fault]).toEqual([undefined, undefined]);
    expect(second).toMatchObject({ receipt: "m-2", fault: expect.any(SyntaxError) });
  });
  test("a CloudEvent in JSON keeps its own attributes; its carrier's receipt stays", () => {
    const inner = {
      specversion: "1.0",
      id: "e-1",
      source: "/shop",
      type: "placed",
      subject: "17",
      time: null,
      data: { n: 2 },
    };
    const { event, receipt } = ofBody(JSON.stringify(inner));
    expect(event).toEqual({
      specversion: "1.0",
      id: "e-1",
      source: "/shop",
      type: "placed",
      subject: "17",
      data: { n: 2 },
    });
    expect(receipt).toBe("m-1");
  });
  test("data_base64 of a CloudEvent is bytes, or what its content type says", () => {
    const inner = { specversion: "1.0", id: "e-1", source: "/shop", type: "placed", data_base64: "AP8=" };
    expect(ofBody(JSON.stringify(inner)).event.data).toEqual(Uint8Array.of(0, 255));
    expect(
      ofBody(JSON.stringify({ ...inner, datacontenttype: "application/json", data_base64: "eyJuIjoxfQ==" })).event.data,
    ).toEqual({ n: 1 });
    expect(ofBody(JSON.stringify({ ...inner, data_base64: "!!!aGk=" })).fault).toBeInstanceOf(Error);
  });
  test("what only resembles a CloudEvent is data", () => {
    const almost = { specversion: "1.0", id: "", source: "/shop", type: "placed" };
    expect(ofBody(JSON.stringify(almost)).event).toMatchObject({ id: "m-1", data: almost });
  });
  test("B1.12 no attribute gives a copy of the event another prototype", () => {
    const { event } = ofBody('{"specversion":"1.0","id":"1","source":"/s","type":"t","__proto__":{"isAdmin":true}}');
    expect(Object.assign({}, event)).not.toHaveProperty("isAdmin");
  });
});

describe("SNS", () => {
  test("id, source, subject, time, data; the attempt is unknown", () => {
    expect(read(sns(), records(snsRecord()))).toEqual([
      {
        event: {
          specversion: "1.0",
          id: "n-1",
          source: "arn:aws:sns:eu-west-1:123456789012:audit",
          type: "dev.unmoor.topic",
          subject: "about",
          time: "2026-11-20T12:30:00.000Z",
          datacontenttype: "application/json",
          data: { n: 1 },
        },
        channel: "audit",
      },
    ]);
  });
  test("no subject is no subject, and traceparent comes from the attributes", () => {
    const [incoming] = read(
      sns(),
      records(snsRecord({ Subject: null, MessageAttributes: { traceparent: { Type: "String", Value: TRACE } } })),
    );
    expect(incoming?.event).not.toHaveProperty("subject");
    expect(incoming?.trace).toBe(TRACE);
  });
});

describe("SNS over SQS", () => {
  const over = (body: object | string, attributes: object = {}) =>
    read(snsSqs(), records(message({ body: typeof body === "string" ? body : JSON.stringify(body) }, attributes)))[0]!;

  test("id, source, subject, time and data are the notification's; attempt and receipt the queue's", () => {
    expect(over(notification(), { ApproximateReceiveCount: "2" })).toMatchObject({
      event: {
        id: "n-1",
        source: "arn:aws:sns:eu-west-1:123456789012:audit",
        type: "dev.unmoor.topic",
        subject: "about",
        data: { n: 1 },
      },
      receipt: "m-1",
      attempt: 2,
      channel: "audit",
    });
  });
  test("FIFO: the group is the lane", () => {
    const [incoming] = read(
      snsSqs(),
      records(
        message(
          {
            body: JSON.stringify(notification({ SequenceNumber: "1000" })),
            eventSourceARN: "arn:aws:sqs:eu-west-1:1:a.fifo",
          },
          { MessageGroupId: "g" },
        ),
      ),
    );
    expect(incoming).toMatchObject({ lane: "g", event: { sequence: "1000" } });
  });
  test("raw delivery: the body is the data, the message's id its id", () => {
    expect(over("hello")).toMatchObject({
      event: { id: "m-1", type: "dev.unmoor.topic", data: "hello" },
      receipt: "m-1",
    });
  });
});

describe("EventBridge rule", () => {
  test("id, source, detail-type as type, resources[0] as subject, time, detail", () => {
    expect(read(eventBridge(), bridgeEvent())).toEqual([
      {
        event: {
          specversion: "1.0",
          id: "b-1",
          source: "com.stripe",
          type: "com.stripe.payment.succeeded",
          subject: "arn:aws:x:::1",
          time: "2026-11-20T12:30:00Z",
          datacontenttype: "application/json",
          data: { total: 1 },
        },
      },
    ]);
  });
  test("source becomes a URI reference", () => {
    expect(read(eventBridge(), bridgeEvent({ source: "my shop é\ud800" }))[0]?.event.source).toBe(
      "my%20shop%20%C3%A9%EF%BF%BD",
    );
  });
  test("a CloudEvent in detail keeps its own attributes", () => {
    const detail = { specversion: "1.0", id: "e-1", source: "/shop", type: "placed", data: { n: 2 } };
    expect(read(eventBridge(), bridgeEvent({ detail }))[0]?.event).toEqual(detail);
  });
  test("a rule of its own takes whatever its pattern lets through, S3's events too", () => {
    expect(read(eventBridge(), objectBridge())[0]?.event.type).toBe("Object Created");
  });
});

describe("schedules", () => {
  const arn = "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly";
  const input = {
    specversion: "1.0",
    id: "exec-1",
    source: arn,
    type: "dev.unmoor.schedule",
    time: "2026-11-20T12:30:00Z",
    attempt: "2",
  };

  test("Scheduler: the id is schedule and due time, since the execution id is new in every attempt", () => {
    const run = (id: string) => read(scheduler(), { ...input, id })[0];
    expect(run("exec-1")).toEqual({
      event: {
        specversion: "1.0",
        id: `${arn}@2026-11-20T12:30:00Z`,
        source: arn,
        type: "dev.unmoor.schedule",
        time: "2026-11-20T12:30:00Z",
        data: undefined,
      },
      channel: "nightly",
      attempt: 2,
    });
    expect(run("exec-2")).toEqual(run("exec-1"));
  });
  test("Scheduler without our input: the envelope, whose detail is the string {}", () => {
    const event = bridgeEvent({
      source: "aws.scheduler",
      "detail-type": "Scheduled Event",
      resources: [arn],
      detail: "{}",
    });
    expect(claimants(event)).toEqual(["scheduler"]);
    expect(read(scheduler(), event)[0]).toMatchObject({
      event: { id: `${arn}@2026-11-20T12:30:00Z`, source: arn, data: undefined },
    });
  });
  test("schedule rule: id, resources[0] as source, time, no data", () => {
    const rule = "arn:aws:events:eu-west-1:123456789012:rule/nightly";
    const event = bridgeEvent({
      source: "aws.events",
      "detail-type": "Scheduled Event",
      resources: [rule],
      detail: {},
    });
    expect(claimants(event)).toEqual(["schedule-rule"]);
    expect(read(scheduleRule(), event)).toEqual([
      {
        event: {
          specversion: "1.0",
          id: "b-1",
          source: rule,
          type: "dev.unmoor.schedule",
          time: "2026-11-20T12:30:00Z",
          data: undefined,
        },
        channel: "nightly",
      },
    ]);
  });
});

describe("S3", () => {
  const data = { bucket: "uploads", key: "a/b.png", size: 5, etag: "e1", version: "v1" };
  test("notification: id of request, name, sequencer and key; the bucket's ARN; data alike on all providers", () => {
    expect(read(s3(), records(s3Record()))).toEqual([
      {
        event: {
          specversion: "1.0",
          id: "REQ/ObjectCreated:Put/0055/a/b.png",
          source: "arn:aws:s3:::uploads",
          type: "dev.unmoor.bucket.created",
          subject: "a/b.png",
          time: "2026-11-20T12:30:00.000Z",
          sequence: "0055",
          datacontenttype: "application/json",
          data,
        },
        channel: "uploads",
      },
    ]);
  });
  test("notification: the key is form-encoded", () => {
    const [incoming] = read(s3(), records(s3Record({ key: "a+b%2Bc%C3%A9.png" })));
    expect(incoming?.event).toMatchObject({ subject: "a b+cé.png", data: { key: "a b+cé.png" } });
  });
  test("notification: a key that is no encoding is that record's fault", () => {
    const [good, bad] = read(s3(), records(s3Record(), s3Record({ key: "%E0%A4%A" })));
    expect(good?.fault).toBeUndefined();
    expect(bad).toMatchObject({ fault: expect.any(URIError), event: { subject: "%E0%A4%A" } });
  });
  test.each([
    ["ObjectCreated:CompleteMultipartUpload", "dev.unmoor.bucket.created"],
    ["s3:ObjectCreated:Put", "dev.unmoor.bucket.created"],
    ["ObjectRemoved:DeleteMarkerCreated", "dev.unmoor.bucket.deleted"],
    ["LifecycleExpiration:Delete", "dev.unmoor.bucket.deleted"],
    ["ObjectRestore:Completed", "ObjectRestore:Completed"],
  ])("notification: %s is %s", (eventName, type) => {
    expect(read(s3(), records(s3Record({}, { eventName })))[0]?.event.type).toBe(type);
  });
  test("s3:TestEvent is acknowledged and skipped", () => {
    const probe = { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "uploads" };
    expect(claimants(probe)).toEqual(["s3"]);
    expect(read(s3(), probe)).toEqual([]);
    expect(s3().encode([], probe as never)).toBeUndefined();
    expect(read(s3Sqs(), records(message({ body: JSON.stringify(probe) })))).toEqual([]);
    expect(s3Sqs({ partial: true }).encode([], undefined as never)).toEqual({ batchItemFailures: [] });
  });
  test("EventBridge: the key is not encoded", () => {
    expect(read(s3EventBridge(), objectBridge())).toEqual([
      {
        event: {
          specversion: "1.0",
          id: "b-1",
          source: "arn:aws:s3:::uploads",
          type: "dev.unmoor.bucket.created",
          subject: "a+b %41.png",
          time: "2026-11-20T12:30:00Z",
          sequence: "0055",
          datacontenttype: "application/json",
          data: { ...data, key: "a+b %41.png" },
        },
        channel: "uploads",
      },
    ]);
  });
  test.each([
    ["Object Deleted", "dev.unmoor.bucket.deleted"],
    ["Object Restore Completed", "Object Restore Completed"],
  ])("EventBridge: %s is %s", (name, type) => {
    expect(
      read(
        s3EventBridge(),
        objectBridge({ "detail-type": name }, { size: undefined, etag: undefined, "version-id": undefined }),
      )[0]?.event,
    ).toMatchObject({
      type,
      data: { bucket: "uploads", key: "a+b %41.png" },
    });
  });
  test("over SQS: the records of one message share its receipt", () => {
    const body = JSON.stringify(records(s3Record(), s3Record({ key: "c.png" })));
    expect(read(s3Sqs(), records(message({ body })))).toMatchObject([
      { receipt: "m-1", attempt: 1, channel: "uploads", event: { subject: "a/b.png" } },
      { receipt: "m-1", attempt: 1, channel: "uploads", event: { subject: "c.png" } },
    ]);
  });
  test("over SQS: what is no notification is rejected alone, with its bytes", () => {
    const good = message({ body: JSON.stringify(records(s3Record())) });
    const [first, second] = read(s3Sqs(), records(good, message({ messageId: "m-2", body: "hello" })));
    expect(first?.fault).toBeUndefined();
    expect(second).toMatchObject({ receipt: "m-2", fault: expect.any(TypeError), event: { data: bytes("hello") } });
  });
});

describe("Kinesis", () => {
  test("id, source, partition key as subject, time of a fraction of seconds, bytes; lane and receipt", () => {
    expect(read(kinesis(), records(kinesisRecord("495903")))).toEqual([
      {
        event: {
          specversion: "1.0",
          id: "shardId-000000000006:495903",
          source: "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
          type: "dev.unmoor.stream",
          subject: "k1",
          time: "2026-09-21T14:13:20.123Z",
          sequence: "495903",
          datacontenttype: "application/json",
          data: { n: 1 },
        },
        receipt: "495903",
        lane: "shardId-000000000006",
        channel: "clicks",
      },
    ]);
  });
  test.each([
    ["aGVsbG8=", "hello", "text/plain"],
    ["AP8=", Uint8Array.of(0, 255), "application/octet-stream"],
    ["77u/aGk=", "\ufeffhi", "text/plain"],
  ])("data %s is text where it is, else bytes", (data, expected, datacontenttype) => {
    expect(read(kinesis(), records(kinesisRecord("1", data)))[0]?.event).toMatchObject({
      data: expected,
      datacontenttype,
    });
  });
  test("B1.22 broken base64 is that record's fault", () => {
    const [bad, good] = read(kinesis(), records(kinesisRecord("1", "!!!aGk="), kinesisRecord("2")));
    expect(bad).toMatchObject({ fault: expect.any(Error), event: { data: bytes("!!!aGk=") } });
    expect(good?.fault).toBeUndefined();
  });
});

describe("Kafka", () => {
  test("id of partition and offset, cluster, key as subject, time, value; lane and receipt", () => {
    expect(read(kafka(), kafkaEvent({ "orders-0": [kafkaRecord()] }))).toEqual([
      {
        event: {
          specversion: "1.0",
          id: "orders-0@15",
          source: "arn:aws:kafka:eu-west-1:123456789012:cluster/c/1",
          type: "dev.unmoor.stream",
          subject: "k1",
          time: "2026-09-21T14:13:20.001Z",
          sequence: "15",
          datacontenttype: "application/json",
          data: { n: 1 },
        },
        receipt: "orders-0@15",
        lane: "orders-0",
        channel: "orders",
      },
    ]);
  });
  test("self-managed comes under two names, its source are the bootstrap servers", () => {
    for (const eventSource of ["SelfManagedKafka", "aws:SelfManagedKafka"]) {
      const event = kafkaEvent({ "orders-0": [kafkaRecord()] }, { eventSource, eventSourceArn: undefined });
      expect(claimants(event)).toEqual(["kafka"]);
      expect(read(kafka(), event)[0]?.event.source).toBe("b1:9092");
    }
  });
  test("a record without a value is a tombstone: no data", () => {
    const [incoming] = read(kafka(), kafkaEvent({ "orders-0": [kafkaRecord(1, { value: undefined })] }));
    expect(incoming?.event.data).toBeUndefined();
    expect(incoming?.fault).toBeUndefined();
  });
  test("headers are arrays of signed bytes", () => {
    const header = { Traceparent: [...new Int8Array(bytes(TRACE))] };
    const type = { "content-type": [...new Int8Array(bytes("text/plain; name=é"))] };
    const [incoming] = read(kafka(), kafkaEvent({ "orders-0": [kafkaRecord(1, { headers: [header, type] })] }));
    expect(incoming?.trace).toBe(TRACE);
    expect(incoming?.event).toMatchObject({ data: '{"n":1}', datacontenttype: "text/plain; name=é" });
  });
  test("a CloudEvent in headers keeps its own attributes", () => {
    const said = { specversion: "1.0", id: "e-1", source: "/shop", type: "placed", partner: "é" };
    const headers = Object.entries(said).map(([name, value]) => ({ [`ce_${name}`]: [...new Int8Array(bytes(value))] }));
    expect(read(kafka(), kafkaEvent({ "orders-0": [kafkaRecord(1, { headers })] }))).toEqual([
      {
        event: { ...said, datacontenttype: "application/json", data: { n: 1 } },
        receipt: "orders-0@1",
        lane: "orders-0",
        channel: "orders",
      },
    ]);
  });
  test("a key of bytes stays base64, so that no two become the same", () => {
    const [a, b] = read(
      kafka(),
      kafkaEvent({ "orders-0": [kafkaRecord(1, { key: "/w==" }), kafkaRecord(2, { key: "/g==" })] }),
    );
    expect([a?.event.subject, b?.event.subject]).toEqual(["/w==", "/g=="]);
  });
});

describe("direct invoke", () => {
  test.each([[{ key: "a" }], [null], [17], ["text"], [[1, 2]], [{}], [{ records: [1] }]])(
    "%o is an input as it is",
    (input) => {
      expect(claimants(input)).toEqual(["invoke"]);
      expect(invoke().decode(input, invocation())).toEqual({ input });
      expect(invoke().encode(input, input)).toBe(input);
    },
  );
});

describe("claims", () => {
  const notified = message({ body: JSON.stringify(notification()) });
  const stored = message({ body: JSON.stringify(records(s3Record())) });
  test.each([
    ["sqs", records(message())],
    ["sns-sqs", records(notified)],
    ["s3-sqs", records(stored)],
    ["sqs", records(notified, message())],
    ["sqs", records(notified, stored)],
    ["sns", records(snsRecord())],
    ["s3", records(s3Record())],
    ["kinesis", records(kinesisRecord())],
    ["eventbridge", bridgeEvent()],
    ["s3-eventbridge", objectBridge()],
  ])("%s alone claims its own", (name, event) => {
    expect(claimants(event)).toEqual([name]);
  });
  test("a unit of its own queue takes whatever is in it: one strange message cannot fail the others for ever", () => {
    for (const all of [records(notified), records(stored), records(notified, message())]) {
      expect(sqs().claims(all)).toBe(true);
      expect(snsSqs().claims(all)).toBe(true);
      expect(s3Sqs().claims(all)).toBe(true);
    }
    expect(read(sqs(), records(notified))[0]?.event).toMatchObject({ id: "m-1", data: notification() });
  });
  test.each([
    ["records of two sources", records(message(), s3Record())],
    ["a message without an id", records(message({ messageId: "" }))],
    ["a message without attributes", records(message({ attributes: null }))],
    ["records of a source that is no trigger of ours", { Records: [{ eventSource: "aws:dynamodb" }] }],
    ["logs", { awslogs: { data: "H4sI" } }],
  ])("B1.22 %s: nobody's", (_, event) => {
    expect(claimants(event)).toEqual([]);
  });
});
