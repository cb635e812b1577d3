import type { CloudEvent, Incoming, Settled } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { blob } from "../../../adapters/azure/codec/blob.ts";
import type { EventWire } from "../../../adapters/azure/codec/event.ts";
import { eventGrid } from "../../../adapters/azure/codec/event-grid.ts";
import { eventHubs } from "../../../adapters/azure/codec/event-hubs.ts";
import { kafka } from "../../../adapters/azure/codec/kafka.ts";
import { serviceBus, serviceBusTopic } from "../../../adapters/azure/codec/service-bus.ts";
import { storageQueue } from "../../../adapters/azure/codec/storage-queue.ts";
import { timer } from "../../../adapters/azure/codec/timer.ts";
import { adapter } from "../../../adapters/azure/index.ts";
import { CODECS, decode, one, thrown, wire } from "./shapes.ts";

const bytes = (text: string): Buffer => Buffer.from(text);
const QUEUE = { type: "serviceBusTrigger", queueName: "orders" };
const TOPIC = { type: "serviceBusTrigger", topicName: "audit", subscriptionName: "all" };
const STORAGE = { type: "queueTrigger", queueName: "orders" };
const HUB = { type: "eventHubTrigger", eventHubName: "clicks", cardinality: "many" };
const KAFKA = { type: "kafkaTrigger", topic: "clicks", cardinality: "MANY" };
const GRID = { type: "eventGridTrigger" };
const TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const message = { messageId: "m1", deliveryCount: 1, enqueuedTimeUtc: "2026-11-21T12:00:00" };

describe("what a message holds, by one rule on all carriers", () => {
  const held = (body: string | Buffer, contentType?: string): Incoming =>
    one(serviceBus(), wire(QUEUE, bytes(body as string), { ...message, ...(contentType && { contentType }) }));

  test.each<[string, string | undefined, unknown, string | undefined]>([
    ['{"a":1}', "application/json", { a: 1 }, "application/json"],
    ['{"a":1}', undefined, { a: 1 }, "application/json"],
    ['{"a":1}', "text/plain", '{"a":1}', "text/plain"],
    ["null", "application/vnd.api+json; charset=utf-8", null, "application/vnd.api+json; charset=utf-8"],
    ["plain", undefined, "plain", "text/plain"],
    ["", undefined, undefined, undefined],
  ])("%j as %s is %j", (body, contentType, data, datacontenttype) => {
    const { event, fault } = held(body, contentType);
    expect([event.data, event.datacontenttype, fault]).toEqual([data, datacontenttype, undefined]);
  });

  test("what is no text stays the exact bytes, without a Buffer's ways", () => {
    const { event } = one(serviceBus(), wire(QUEUE, Buffer.from([0xff, 0, 1]), message));
    expect(event.data).toEqual(new Uint8Array([0xff, 0, 1]));
    expect(Buffer.isBuffer(event.data)).toBe(false);
  });

  test.each([
    ['{"a":', "application/json"],
    ["no event", "application/cloudevents+json"],
    ['{"specversion":"1.0"}', "application/cloudevents+json"],
  ])("%j that is said to be %s is at fault, with its bytes for the dead letter", (body, contentType) => {
    const { event, fault } = held(body, contentType);
    expect(fault).toBeInstanceOf(Error);
    expect([event.id, event.data]).toEqual(["m1", new Uint8Array(bytes(body))]);
  });

  const own = {
    specversion: "1.0",
    id: "7",
    source: "/shop",
    type: "com.shop.ordered",
    time: "2026-01-01T00:00:00+01:00",
  };

  test.each([undefined, "application/cloudevents+json; charset=utf-8", "application/json"])(
    "a CloudEvent in JSON (%s) keeps its own name",
    (contentType) => {
      expect(held(JSON.stringify({ ...own, data: { total: 1 } }), contentType).event).toEqual({
        ...own,
        data: { total: 1 },
      });
    },
  );

  test.each(["cloudEvents:", "cloudEvents_", "ce_", "ce-"])("attributes as properties %s… make the event", (prefix) => {
    const applicationProperties = Object.fromEntries(
      Object.entries({ ...own, subject: "50%41 ✓", retries: 3 }).map(([name, value]) => [prefix + name, value]),
    );
    const { event } = one(
      serviceBus(),
      wire(QUEUE, bytes('{"total":1}'), { ...message, contentType: "application/json", applicationProperties }),
    );
    expect(event).toEqual({
      ...own,
      subject: "50%41 ✓",
      retries: "3",
      datacontenttype: "application/json",
      data: { total: 1 },
    });
  });

  test("its own traceparent is the event's, and that of the message goes first", () => {
    const body = JSON.stringify({ ...own, traceparent: TRACE });
    const other = TRACE.replace("4bf9", "aaaa");
    const trace = (applicationProperties: object): unknown =>
      one(serviceBus(), wire(QUEUE, bytes(body), { ...message, applicationProperties })).trace;
    expect([trace({}), trace({ traceparent: "none" }), trace({ traceparent: other })]).toEqual([TRACE, TRACE, other]);
  });

  test("a message that only looks like an event is a message", () => {
    expect(held('{"specversion":"1.0","id":"","source":"/s","type":"t"}').event.type).toBe("dev.unmoor.queue");
  });
});

describe("Service Bus", () => {
  test("a message of a queue: its own id, its session and sequence, the time in UTC", () => {
    const metadata = {
      ...message,
      sequenceNumber: 38291,
      sessionId: "s1",
      partitionKey: "s1",
      subject: "placed",
      correlationId: "c1",
      contentType: "application/json",
      deliveryCount: 3,
      applicationProperties: { "diagnostic-Id": TRACE },
    };
    const native = wire({ ...QUEUE, isSessionsEnabled: true }, bytes('{"total":1}'), metadata);
    expect(one(serviceBus({ channel: "orders", attempts: 10 }), native)).toEqual({
      event: {
        specversion: "1.0",
        id: "m1",
        source: "/azure/service-bus/orders",
        type: "dev.unmoor.queue",
        subject: "placed",
        time: "2026-11-21T12:00:00Z",
        datacontenttype: "application/json",
        partitionkey: "s1",
        correlationid: "c1",
        sequence: "38291",
        data: { total: 1 },
      },
      lane: "s1",
      channel: "orders",
      attempt: 3,
      last: false,
      trace: TRACE,
    });
  });

  test("a session is a lane only where the queue has sessions", () => {
    expect(one(serviceBus(), wire(QUEUE, bytes("1"), { ...message, sessionId: "s1" })).lane).toBeUndefined();
  });

  test("the delivery that the queue's maximum makes the last is known to be", () => {
    const at = (deliveryCount: unknown, attempts?: number): Incoming =>
      one(serviceBus({ ...(attempts && { attempts }) }), wire(QUEUE, bytes("1"), { ...message, deliveryCount }));
    expect([at(9, 10).last, at(10, 10).last, at(11, 10).last, at(10).last]).toEqual([false, true, true, undefined]);
    expect(at({ low: 571, high: 0, unsigned: false }).attempt).toBe(571);
    expect(at(undefined, 10)).not.toHaveProperty("last");
  });

  test("ids and sessions that are numbers by their looks are text again; a rounded one is not believed", () => {
    const of = (messageId: unknown): Incoming =>
      one(
        serviceBus(),
        wire({ ...QUEUE, isSessionsEnabled: true }, bytes("1"), {
          ...message,
          messageId,
          sessionId: 7,
          sequenceNumber: 5,
        }),
      );
    expect([of(42).event.id, of(true).event.id, of(42).lane]).toEqual(["42", "true", "7"]);
    expect(of(JSON.parse("12345678901234567890")).event.id).toBe("5");
  });

  test("a subscription of a topic is claimed by its own codec", () => {
    expect(one(serviceBusTopic(), wire(TOPIC, bytes("1"), message)).event).toMatchObject({
      source: "/azure/service-bus/audit",
      type: "dev.unmoor.topic",
    });
    expect([serviceBus().claims(wire(TOPIC, "")), serviceBusTopic().claims(wire(QUEUE, ""))]).toEqual([false, false]);
  });

  test("cardinality many: each message has its own metadata, and 64-bit numbers are exact", () => {
    const high = 9_007_199_254_740_993n;
    const metadata = {
      messageIdArray: ["a", "b"],
      deliveryCountArray: [1, 2],
      sequenceNumberArray: [
        { low: 15, high: 0, unsigned: false },
        { low: Number(BigInt.asIntN(32, high)), high: Number(high >> 32n), unsigned: false },
      ],
      contentTypeArray: ["application/json", ""],
      applicationPropertiesArray: [{}, { traceparent: TRACE }],
    };
    const { events } = decode(
      serviceBus(),
      wire({ ...QUEUE, cardinality: "many" }, [bytes("1"), bytes("x")], metadata),
    );
    expect(events.map(({ event, attempt, trace }) => [event.id, event.sequence, event.data, attempt, trace])).toEqual([
      ["a", "15", 1, 1, undefined],
      ["b", String(high), "x", 2, TRACE],
    ]);
  });

  test("lists of another length than the batch are not believed: empty entries were dropped", () => {
    const { events } = decode(
      serviceBus(),
      wire({ ...QUEUE, cardinality: "many" }, [bytes("1"), bytes("2")], {
        messageIdArray: ["a", "b"],
        correlationIdArray: ["of b, or of a"],
      }),
    );
    expect(events.map(({ event }) => [event.id, event.correlationid])).toEqual([
      ["a", undefined],
      ["b", undefined],
    ]);
  });

  test("one bad message among good ones is the only one at fault", () => {
    const { events } = decode(
      serviceBus(),
      wire({ ...QUEUE, cardinality: "many" }, [bytes("1"), bytes("{"), bytes("3")], {
        messageIdArray: ["a", "b", "c"],
        contentTypeArray: Array(3).fill("application/json"),
      }),
    );
    expect(events.map(({ event, fault }) => [event.id, fault?.name])).toEqual([
      ["a", undefined],
      ["b", "SyntaxError"],
      ["c", undefined],
    ]);
  });
});

test("Azure Storage: the id is the message's, not one of a field of its body, and dequeueCount counts attempts", () => {
  const metadata = { id: "814b3b66", dequeueCount: 5, insertionTime: "2022-08-25T05:06:39+00:00", popReceipt: "p" };
  expect(one(storageQueue({ channel: "orders", attempts: 5 }), wire(STORAGE, bytes('{"id":"x"}'), metadata))).toEqual({
    event: {
      specversion: "1.0",
      id: "814b3b66",
      source: "/azure/storage-queue/orders",
      type: "dev.unmoor.queue",
      time: "2022-08-25T05:06:39+00:00",
      datacontenttype: "application/json",
      data: { id: "x" },
    },
    channel: "orders",
    attempt: 5,
    last: true,
  });
  // The library parses metadata: "1e5" is 100000 when it comes here.
  expect(one(storageQueue(), wire(STORAGE, bytes("1"), { id: 100_000 })).event.id).toBe("100000");
});

describe("Event Hubs", () => {
  const metadata = {
    partitionContext: { partitionId: "3", consumerGroup: "$Default" },
    sequenceNumberArray: [47, { low: 48, high: 0, unsigned: false }],
    enqueuedTimeUtcArray: ["2020-07-14T01:27:55.627Z", "2020-07-14T01:27:55"],
    partitionKeyArray: ["k", null],
    propertiesArray: [{ "diagnostic-Id": TRACE }, {}],
    systemPropertiesArray: [{ "content-type": "text/plain" }, {}],
  };

  test("the partition is the lane, and with the sequence number the id", () => {
    const { events } = decode(eventHubs({ channel: "clicks" }), wire(HUB, [bytes("1"), bytes("2")], metadata, 2));
    expect(events).toEqual([
      {
        event: {
          specversion: "1.0",
          id: "3-47",
          source: "/azure/event-hubs/clicks",
          type: "dev.unmoor.stream",
          time: "2020-07-14T01:27:55.627Z",
          datacontenttype: "text/plain",
          partitionkey: "k",
          sequence: "47",
          data: "1",
        },
        lane: "3",
        channel: "clicks",
        attempt: 3,
        trace: TRACE,
      },
      expect.objectContaining({ lane: "3", attempt: 3, event: expect.objectContaining({ id: "3-48", data: 2 }) }),
    ]);
    expect((events[1] as Incoming).event.time).toBe("2020-07-14T01:27:55Z");
  });

  test("after `attempts` calls the next failure is the last: there is no dead letter that Azure would use", () => {
    const last = (retries: number): unknown =>
      decode(eventHubs({ attempts: 5 }), wire(HUB, [bytes("1")], {}, retries)).events[0]?.last;
    expect([last(0), last(3), last(4), last(5)]).toEqual([false, false, true, true]);
  });
});

describe("Kafka", () => {
  const envelope = { Offset: 62, Partition: 1, Topic: "clicks", Timestamp: "2020-06-20T05:06:25.139Z", Key: "k" };
  const headers = [{ Key: "traceparent", Value: TRACE }];

  test("a record in the extension's envelope, as text and as bytes", () => {
    const value = { ...envelope, Value: '{"a":1}', Headers: headers };
    for (const input of [value, bytes(JSON.stringify(value))])
      expect(decode(kafka(), wire(KAFKA, [input], { offsetArray: [62], topicArray: ["clicks"] })).events).toEqual([
        {
          event: {
            specversion: "1.0",
            id: "1-62",
            source: "/azure/kafka/clicks",
            type: "dev.unmoor.stream",
            time: "2020-06-20T05:06:25.139Z",
            datacontenttype: "application/json",
            partitionkey: "k",
            sequence: "62",
            data: { a: 1 },
          },
          lane: "1",
          channel: "clicks",
          attempt: 1,
          trace: TRACE,
        },
      ]);
  });

  test("a record's bytes alone are described by the metadata", () => {
    const metadata = {
      offsetArray: [{ low: 62, high: 0, unsigned: false }],
      partitionArray: [1],
      topicArray: ["clicks"],
      keyArray: ["k"],
      headersArray: [['{"Key":"ce_specversion","Value":"1.0"}', "no JSON"]],
    };
    const { events } = decode(kafka(), wire(KAFKA, [Buffer.from([0xff])], metadata));
    // Of an event in binary mode only its version came.
    expect(events).toMatchObject([{ lane: "1", fault: { code: "INVALID_EVENT" }, event: { id: "1-62" } }]);
    const plain = decode(kafka(), wire(KAFKA, [Buffer.from([0xff])], { ...metadata, headersArray: [[]] }));
    expect(plain.events).toMatchObject([{ event: { id: "1-62", data: new Uint8Array([0xff]) } }]);
  });

  test("a record that looks like the envelope of another is data", () => {
    const forged = { ...envelope, Offset: 1, Value: "forged" };
    const { events } = decode(
      kafka(),
      wire(KAFKA, [bytes(JSON.stringify(forged))], { offsetArray: [62], partitionArray: [1], topicArray: ["clicks"] }),
    );
    expect(events).toMatchObject([{ event: { id: "1-62", data: forged } }]);
  });

  test("a tombstone has no data", () => {
    const { events } = decode(kafka(), wire(KAFKA, [{ ...envelope, Value: null }]));
    expect(events[0]?.event.data).toBeUndefined();
  });
});

describe("the timer", () => {
  const run = (status: unknown, retries = 0): Incoming =>
    one(
      timer({ channel: "nightly", attempts: 3 }),
      wire({ type: "timerTrigger" }, { scheduleStatus: status }, {}, retries),
    );

  test("a run is named by when it was due, also when it comes late", () => {
    expect(run({ next: "2026-11-21T02:00:00+00:00" })).toEqual({
      event: {
        specversion: "1.0",
        id: "2026-11-21T02:00:00.000Z",
        source: "/azure/timer/nightly",
        type: "dev.unmoor.schedule",
        time: "2026-11-21T02:00:00.000Z",
      },
      channel: "nightly",
      attempt: 1,
      last: false,
    });
  });

  test.each([
    ["no status", null],
    ["a status of .NET's beginning of time", { next: "0001-01-01T00:00:00" }],
    ["the next run's", { next: "2026-11-22T02:00:00Z" }],
    ["no time", { next: "soon" }],
  ])("with %s it is due at the minute of the call", (_, status) => {
    expect(run(status).event.time).toBe("2026-11-21T12:00:00.000Z");
  });

  test("a retry has the same id, and the last is known", () => {
    const status = { next: "2026-11-21T12:00:00" };
    expect([run(status, 2).event.id, run(status, 2).attempt, run(status, 2).last]).toEqual([
      run(status).event.id,
      3,
      true,
    ]);
  });
});

describe("Event Grid", () => {
  const grid = {
    id: "1",
    topic: "/subscriptions/s/topics/t",
    subject: "orders/7",
    eventType: "com.shop.ordered",
    eventTime: "2026-11-21T12:00:00.1234567Z",
    data: { total: 1 },
    dataVersion: "2",
    metadataVersion: "1",
  };
  const event: CloudEvent = {
    specversion: "1.0",
    id: "1",
    source: "/subscriptions/s/topics/t",
    subject: "orders/7",
    type: "com.shop.ordered",
    time: "2026-11-21T12:00:00.1234567Z",
    data: { total: 1 },
  };

  test("both schemas are the same event", () => {
    expect(one(eventGrid(), wire(GRID, grid)).event).toEqual({
      ...event,
      datacontenttype: "application/json",
      dataversion: "2",
    });
    expect(one(eventGrid(), wire(GRID, { ...event, traceparent: TRACE }))).toEqual({
      event: { ...event, traceparent: TRACE },
      trace: TRACE,
    });
  });

  test("bytes come as base64", () => {
    const { data: _, ...attributes } = event;
    expect(one(eventGrid(), wire(GRID, { ...attributes, data_base64: "/wA=" })).event.data).toEqual(
      new Uint8Array([255, 0]),
    );
  });

  test("bytes that are not what they are said to be are at fault, with what they are", () => {
    const { data: _, ...attributes } = event;
    const codec = eventGrid();
    const broken = { ...attributes, datacontenttype: "application/json", data_base64: "ew==" };
    expect(one(codec, wire(GRID, broken))).toMatchObject({
      fault: { name: "SyntaxError" },
      event: { data: new Uint8Array([0x7b]) },
    });
    expect(thrown(() => decode(codec, wire(GRID, { ...broken, data_base64: "!" })))).toBe("INVALID_EVENT");
  });

  test("a unit takes only what its subscription should deliver", () => {
    const codec = eventGrid({ match: { type: "com.shop.ordered", subject: "orders/7" } });
    expect(one(codec, wire(GRID, grid)).event.id).toBe("1");
    expect(codec.claims(wire(GRID, { ...grid, eventType: "other" }))).toBe(false);
    expect(thrown(() => decode(codec, wire(GRID, { ...grid, subject: "orders/8" })))).toBe("UNCLAIMED");
  });

  test("a forged handshake is an event like any other: the extension answers the true one", () => {
    const forged = {
      ...grid,
      eventType: "Microsoft.EventGrid.SubscriptionValidationEvent",
      data: { validationUrl: "http://evil.example" },
    };
    expect(eventGrid({ match: { type: "com.shop.ordered" } }).claims(wire(GRID, forged))).toBe(false);
    expect(one(eventGrid(), wire(GRID, forged)).event.type).toBe("Microsoft.EventGrid.SubscriptionValidationEvent");
  });

  test.each([[undefined], [[]], [[grid, grid]], [{}], ["text"], [{ specversion: "1.0", type: "t" }]])(
    "%j is refused by name, and so fails the call",
    (input) => {
      const native = wire(GRID, input);
      expect(eventGrid().claims(native) && thrown(() => decode(eventGrid(), native))).not.toBeUndefined();
    },
  );
});

describe("blobs", () => {
  const created = (name: string, more: object = {}): EventWire =>
    wire(GRID, {
      specversion: "1.0",
      id: "1",
      source: "/subscriptions/s/storageAccounts/a",
      subject: `/blobServices/default/containers/uploads/blobs/${name}`,
      type: "Microsoft.Storage.BlobCreated",
      time: "2026-11-21T12:00:00Z",
      data: {
        eTag: '"0x8D4"',
        contentType: "text/plain",
        contentLength: 3,
        url: "https://a.example/uploads/x",
        ...more,
      },
    });

  test("the event is the portable one, with the etag bare", () => {
    expect(one(blob({ channel: "uploads" }), created("a/b.txt"))).toEqual({
      event: {
        specversion: "1.0",
        id: "1",
        source: "/subscriptions/s/storageAccounts/a",
        type: "dev.unmoor.bucket.created",
        subject: "a/b.txt",
        time: "2026-11-21T12:00:00Z",
        datacontenttype: "application/json",
        data: { bucket: "uploads", key: "a/b.txt", size: 3, etag: "0x8D4", contentType: "text/plain" },
      },
      channel: "uploads",
    });
  });

  test.each(["100%.txt", "a b+c.txt", "%41", "é✓", "containers/x/blobs/y"])(
    "the name %s is what the subject says: it is not encoded there",
    (name) => {
      expect(one(blob(), created(name)).event.data).toMatchObject({ bucket: "uploads", key: name });
    },
  );

  test("created and deleted are told apart, and other changes of Storage are nobody's", () => {
    const deleted = wire(GRID, { ...(created("x").input as object), type: "Microsoft.Storage.BlobDeleted" });
    expect(one(blob(), deleted).event.type).toBe("dev.unmoor.bucket.deleted");
    expect([blob({ when: "created" }).claims(deleted), blob({ when: "deleted" }).claims(deleted)]).toEqual([
      false,
      true,
    ]);
    expect(
      blob().claims(wire(GRID, { ...(created("x").input as object), type: "Microsoft.Storage.BlobRenamed" })),
    ).toBe(false);
  });

  test("a function of its type gets the event as Event Grid has it", () => {
    const codec = eventGrid({ match: { type: "Microsoft.Storage.BlobCreated" } });
    expect(codec.claims(created("x"))).toBe(true);
    expect(eventGrid().claims(created("x"))).toBe(false);
  });

  test("a subject that names no blob is refused by name", () => {
    expect(thrown(() => decode(blob(), wire(GRID, { ...(created("x").input as object), subject: "/x" })))).toBe(
      "INVALID_EVENT",
    );
  });
});

describe("how a delivery ends", () => {
  const retry: Settled = { is: "retry", error: new Error("again") };
  const reject: Settled = { is: "reject", error: new Error("never") };
  const done: Settled = { is: "done" };

  describe.each(Object.keys(CODECS))("%s", (shape) => {
    const end = (settled: readonly Settled[], deadLetter = false): unknown =>
      thrown(() => CODECS[shape]?.({ deadLetter }).encode(settled, wire({}, undefined)));

    test("done is success", () => {
      expect([end([done]), end([])]).toEqual([undefined, undefined]);
    });
    test("a retry fails the call, all of it", () => {
      expect([end([retry]), end([done, retry]), end([retry], true)]).toEqual(["again", "again", "again"]);
      expect(end([retry, done, retry])).toBe("2 of 3 events failed");
    });
    test("a reject that nobody has kept fails the call until the platform gives up", () => {
      expect(end([reject])).toBe("never");
    });
    test("a reject that the function's own dead letter has taken is acknowledged", () => {
      expect(end([done, reject], true)).toBeUndefined();
      expect(end([reject, retry], true)).toBe("again");
    });
  });
});

test("every shape that a trigger names exists, and is of its kind", () => {
  for (const [trigger, shapes] of Object.entries(adapter.triggers))
    for (const name of shapes as readonly string[]) {
      const codec = adapter.shapes[name]?.codec({} as never);
      expect([trigger, codec?.name, codec?.kind]).toEqual([
        trigger,
        name,
        trigger === "http" || trigger === "task" ? trigger : "events",
      ]);
    }
  const events = Object.keys(adapter.shapes).filter((name) => name !== "stream" && name !== "http-task");
  expect(Object.keys(CODECS).sort()).toEqual(events.sort());
});
