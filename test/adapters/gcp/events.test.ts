/** Each event codec there and back, over random events and settlements. */
import fc from "fast-check";
import type { AnyShape, CloudEvent, Codec, Incoming, Inverse, NodeReply, Settled, Trait } from "unmoor/adapter";
import { describe, expect, test, vi } from "vitest";
import { adapter } from "../../../adapters/gcp/index.ts";
import type { Push } from "../../../adapters/gcp/runtime.ts";
import { invocation } from "./invocation.ts";
import { done, push, retry } from "./push.ts";

vi.setConfig({ testTimeout: 60_000 });
fc.configureGlobal({ seed: 20261121 });

type EventsShape = AnyShape & {
  codec(options: { deadLetter?: boolean; kind?: string }): Codec<"events", Push, NodeReply>;
  readonly inverse: Inverse<"events", Push, NodeReply>;
};
const SHAPES = ["pubsub", "cloud-tasks", "eventarc", "cloud-storage", "scheduler"] as const;
const shape = (name: string): EventsShape => adapter.shapes[name] as EventsShape;
const holds = (name: string, trait: keyof AnyShape["traits"]): boolean =>
  (shape(name).traits[trait] as Trait | undefined) === true;

const word = fc.stringMatching(/^[a-z][a-z\d-]{0,11}$/);
const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((each) => each.isWellFormed() && each === each.trim());
const time = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2099-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const data = fc.oneof(
  fc.json({ maxDepth: 2 }).map((json) => [JSON.parse(json) as unknown, "application/json"] as const),
  fc
    .string({ unit: "grapheme", minLength: 1 })
    .filter((each) => each.isWellFormed())
    .map((each) => [each, "text/plain"] as const),
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map((each) => [each, "application/octet-stream"] as const),
  fc.constant([undefined, undefined] as const),
);
/** Any CloudEvent that somebody has sent. */
const anyEvent: fc.Arbitrary<CloudEvent> = fc
  .record({
    id: word,
    source: word.map((name) => `/${name}`),
    type: word.map((name) => `com.example.${name}`),
    time,
    subject: word,
    extension: word,
    data,
  })
  .map(({ data: [value, datacontenttype], extension, ...attributes }) => ({
    specversion: "1.0",
    ...attributes,
    extension,
    ...(datacontenttype && { datacontenttype }),
    ...(value !== undefined && { data: value }),
  })) as fc.Arbitrary<CloudEvent>;
const objectEvent: fc.Arbitrary<CloudEvent> = fc
  .record({
    id: word,
    when: fc.constantFrom("created", "deleted"),
    time,
    bucket: word,
    key: text,
    size: fc.nat(),
    version: fc.nat().map(String),
  })
  .map(({ id, when, time, bucket, key, size, version }) => ({
    specversion: "1.0",
    id,
    source: `//storage.googleapis.com/projects/_/buckets/${bucket}`,
    type: `dev.unmoor.bucket.${when}`,
    subject: key,
    time,
    data: { bucket, key, size, version },
  }));
const runEvent: fc.Arbitrary<CloudEvent> = fc.record({ job: word, time }).map(({ job, time }) => ({
  specversion: "1.0",
  id: `${job}@${time}`,
  source: `//cloudscheduler.googleapis.com/jobs/${job}`,
  type: "dev.unmoor.schedule",
  subject: job,
  time,
  data: undefined,
}));
const eventOf = (name: string): fc.Arbitrary<CloudEvent> =>
  name === "cloud-storage" ? objectEvent : name === "scheduler" ? runEvent : anyEvent;
const trace = fc.constantFrom(undefined, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

describe.each(SHAPES)("%s", (name) => {
  test("an event arrives as it was sent, with lane, attempt and trace where the shape has them", () => {
    fc.assert(
      fc.property(
        eventOf(name),
        fc.option(word),
        fc.integer({ min: 1, max: 9 }),
        trace,
        (event, lane, attempt, trace) => {
          const sent: Incoming = {
            event,
            ...(lane && holds(name, "order") && { lane }),
            ...(holds(name, "attempt") && { attempt }),
            ...(trace && holds(name, "trace") && { trace }),
          };
          const codec = shape(name).codec({});
          const wire = shape(name).inverse.wire({ events: [sent] }) as Push;
          expect(codec.claims(wire)).toBe(true);
          const [incoming] = codec.decode(wire, invocation()).events as [Incoming];
          const { event: back, ...rest } = incoming;
          const { partitionkey, traceparent, bucket, datacontenttype, ...own } = back;
          expect({ ...own, ...(event.datacontenttype && { datacontenttype }) }).toEqual(event);
          expect(rest.fault).toBeUndefined();
          for (const key of ["lane", "attempt", "trace"] as const) expect(rest[key]).toEqual(sent[key]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.skipIf(name === "scheduler")("data that cannot be read arrive as a fault, with their bytes", () => {
    const broken = fc.uint8Array({ minLength: 1 }).map((bytes) => new Uint8Array([0x7b, ...bytes, 0xff]));
    fc.assert(
      fc.property(eventOf(name), broken, (event, bytes) => {
        const fault = new Error("not JSON");
        const wire = shape(name).inverse.wire({ events: [{ event: { ...event, data: bytes }, fault }] }) as Push;
        const [incoming] = shape(name).codec({}).decode(wire, invocation()).events as [Incoming];
        expect(incoming.fault).toBeInstanceOf(Error);
        expect(incoming.event).toMatchObject({ id: event.id, data: bytes });
      }),
    );
  });

  test("what a function says is what the sender concludes, but for declared lacks", async () => {
    const settled = fc.oneof(
      fc.constant(done),
      fc.option(fc.integer({ min: 1, max: 3_600 }), { nil: undefined }).map((s) => retry(s && s * 1000)),
      fc.constant<Settled>({ is: "reject", error: new Error("no") }),
    );
    await fc.assert(
      fc.asyncProperty(eventOf(name), settled, fc.boolean(), async (event, said, deadLetter) => {
        const codec = shape(name).codec({ deadLetter });
        const wire = shape(name).inverse.wire({ events: [{ event }] }) as Push;
        const outcome = shape(name).inverse.outcome(await codec.encode([said], wire), wire, []);
        const [back] = outcome as readonly Settled[];
        const kept = said.is === "done" || (said.is === "reject" && deadLetter);
        expect(back?.is).toBe(kept ? "done" : "retry");
        const delay = said.is === "retry" ? said.afterMs : undefined;
        if (back?.is === "retry") expect(back.afterMs).toBe(holds(name, "delay") ? delay : undefined);
      }),
      { numRuns: 200 },
    );
  });

  test("a throw is a retry", () => {
    const event = fc.sample(eventOf(name), { numRuns: 1, seed: 1 })[0] as CloudEvent;
    const wire = shape(name).inverse.wire({ events: [{ event }] }) as Push;
    expect(shape(name).inverse.outcome(new Error("broken"), wire, [])).toEqual([
      expect.objectContaining({ is: "retry" }),
    ]);
  });

  test("whatever JSON arrives, in any sender's name, is an event, a fault or a coded error", () => {
    const marks = fc.subarray([
      "x-cloudtasks-taskname",
      "x-cloudtasks-tasketa",
      "x-cloudscheduler",
      "x-goog-pubsub-message-id",
      "ce-specversion",
      "ce-id",
      "ce-type",
      "ce-source",
    ]);
    const envelope = fc.record({
      message: fc.oneof(
        fc.jsonValue(),
        fc.record(
          {
            messageId: fc.constant("1"),
            data: fc.jsonValue(),
            attributes: fc.jsonValue(),
            orderingKey: fc.jsonValue(),
            publishTime: fc.jsonValue(),
          },
          { requiredKeys: ["messageId"] },
        ),
      ),
      subscription: fc.oneof(fc.jsonValue(), word),
      deliveryAttempt: fc.jsonValue(),
    });
    const types = fc.constantFrom(
      "application/json",
      "application/cloudevents+json",
      "application/cloudevents-batch+json",
      "text/plain",
      "",
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), envelope),
        marks,
        types,
        fc.constantFrom("1.0", "google.cloud.storage.object.v1.finalized", "%zz"),
        (body, names, type, value) => {
          const headers = Object.fromEntries(
            names.map((header) => [header, header === "ce-specversion" ? "1.0" : value]),
          );
          const wire = push({ ...headers, "content-type": type }, JSON.stringify(body));
          const codec = shape(name).codec({});
          try {
            for (const { event } of codec.decode(wire, invocation()).events)
              for (const attribute of ["id", "source", "type"]) expect(typeof event[attribute]).toBe("string");
          } catch (thrown) {
            expect(thrown).toMatchObject({ name: "UnmoorError", code: "INVALID_EVENT" });
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

test("several events go into one request as a batch alone", () => {
  const [a, b] = fc.sample(anyEvent, { numRuns: 2, seed: 1 }) as [CloudEvent, CloudEvent];
  const events = [{ event: a }, { event: b }];
  const wire = shape("eventarc").inverse.wire({ events }) as Push;
  expect(
    shape("eventarc")
      .codec({})
      .decode(wire, invocation())
      .events.map(({ event }) => event.id),
  ).toEqual([a.id, b.id]);
  expect(shape("eventarc").inverse.outcome({ status: 204, headers: [], body: null }, wire, [])).toEqual([done, done]);
  for (const name of SHAPES.filter((each) => each !== "eventarc"))
    expect(() => shape(name).inverse.wire({ events })).toThrow(expect.objectContaining({ code: "ONE_EVENT" }));
});

test("a message of our own kind keeps id, subscription, time and data, without a CloudEvent in it", () => {
  const event = {
    specversion: "1.0" as const,
    id: "17",
    source: "//pubsub.googleapis.com/projects/p/subscriptions/s",
    type: "dev.unmoor.queue",
    time: "2026-11-21T12:00:00Z",
    data: { total: 1 },
  };
  const wire = shape("pubsub").inverse.wire({ events: [{ event }] }) as Push;
  expect(Buffer.from(wire.rawBody as Uint8Array).toString()).not.toContain("ce-");
  const [incoming] = shape("pubsub").codec({}).decode(wire, invocation()).events;
  expect(incoming?.event).toEqual({ ...event, datacontenttype: "application/json" });
});

describe("task", () => {
  test("input and result are the same on both sides; a failure is an error", async () => {
    const { codec: make, inverse } = adapter.shapes.task as never as {
      codec(options: object): Codec<"task", Push, NodeReply>;
      inverse: Inverse<"task", Push, NodeReply>;
    };
    const codec = make({});
    await fc.assert(
      fc.asyncProperty(fc.option(fc.jsonValue(), { nil: undefined }), async (value) => {
        const expected = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
        const wire = (await inverse.wire({ input: value })) as Push;
        // What looks like a push of Pub/Sub in every respect would be one.
        expect(codec.claims(wire)).toBe(true);
        expect(codec.decode(wire, invocation()).input).toEqual(expected);
        expect(inverse.outcome(await codec.encode(value, wire), wire, [])).toEqual(expected);
      }),
    );
    expect(inverse.outcome({ status: 500, headers: [], body: null }, push({}), [])).toBeInstanceOf(Error);
  });
});
