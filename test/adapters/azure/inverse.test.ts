import fc from "fast-check";
import type { Incoming, Inverse, Settled } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import type { EventWire } from "../../../adapters/azure/codec/event.ts";
import { adapter } from "../../../adapters/azure/index.ts";
import { AT, CODECS, decode, invocation, wire } from "./shapes.ts";

const SEED = 20261121;
const inverseOf = (shape: string): Inverse<"events", EventWire, void> => adapter.shapes[shape]?.inverse as never;

const word = fc.stringMatching(/^[a-z][a-z\d]{0,11}$/);
const time = fc.date({ min: new Date(1000), max: new Date(AT), noInvalidDate: true }).map((date) => date.toISOString());
const trace = fc
  .tuple(fc.bigInt(1n, 2n ** 128n - 1n), fc.bigInt(1n, 2n ** 64n - 1n))
  .map(([id, span]) => `00-${id.toString(16).padStart(32, "0")}-${span.toString(16).padStart(16, "0")}-01`);
const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("-0"));
const content = fc.oneof(
  json.map((data) => ({ data: JSON.parse(JSON.stringify(data)) as unknown, datacontenttype: "application/json" })),
  fc
    .string({ unit: "binary", minLength: 1 })
    .map((data) => ({ data: data.replace(/^\ufeff/, "x"), datacontenttype: "text/plain" })),
  fc.uint8Array({ minLength: 1 }).map((data) => ({ data, datacontenttype: "application/octet-stream" })),
);
const foreign = fc
  .record({ id: word, source: word.map((name) => `/${name}`), type: word, time, subject: word, content })
  .map(({ content, ...attributes }) => ({ specversion: "1.0" as const, ...attributes, ...content }));

/** An event that the carrier makes itself. */
const own = (source: string, type: string) =>
  fc.record({ time, content, number: fc.nat() }).map(({ content, time, number }) => ({
    specversion: "1.0" as const,
    id: `7-${number}`,
    source,
    type,
    time,
    ...content,
  }));

const TRIGGERS: Readonly<Record<string, string>> = {
  "service-bus": "serviceBusTrigger",
  "service-bus-topic": "serviceBusTrigger",
  "storage-queue": "queueTrigger",
  "event-hubs": "eventHubTrigger",
  kafka: "kafkaTrigger",
  timer: "timerTrigger",
  "event-grid": "eventGridTrigger",
  blob: "eventGridTrigger",
};

/** Deliveries that a shape can carry. */
const DELIVERIES: Readonly<Record<string, fc.Arbitrary<readonly Incoming[]>>> = {
  "service-bus": fc.array(
    fc.record({
      event: fc.oneof(own("/azure/service-bus/c", "dev.unmoor.queue"), foreign),
      channel: fc.constant("c"),
      attempt: fc.integer({ min: 1, max: 2000 }),
      lane: word,
      trace,
    }),
    { minLength: 1, maxLength: 5 },
  ),
  "service-bus-topic": fc.array(
    fc.record({
      event: fc.oneof(own("/azure/service-bus/c", "dev.unmoor.topic"), foreign),
      channel: fc.constant("c"),
      attempt: fc.integer({ min: 1, max: 2000 }),
      trace,
    }),
    { minLength: 1, maxLength: 5 },
  ),
  "storage-queue": fc
    .record({
      // Without a content type, a text that is JSON would become what it says.
      event: fc.oneof(
        own("/azure/storage-queue/c", "dev.unmoor.queue").filter(
          ({ datacontenttype }) => datacontenttype === "application/json",
        ),
        foreign,
      ),
      channel: fc.constant("c"),
      attempt: fc.integer({ min: 1, max: 100 }),
    })
    .map((each) => [each]),
  "event-hubs": fc
    .record({
      events: fc.array(
        fc.record({ event: fc.oneof(own("/azure/event-hubs/c", "dev.unmoor.stream"), foreign), trace }),
        {
          minLength: 1,
          maxLength: 5,
        },
      ),
      attempt: fc.integer({ min: 1, max: 100 }),
    })
    .map(({ events, attempt }) => events.map((each) => ({ ...each, channel: "c", attempt, lane: "7" }))),
  kafka: fc
    .record({
      events: fc.array(fc.record({ event: fc.oneof(own("/azure/kafka/c", "dev.unmoor.stream"), foreign), trace }), {
        minLength: 1,
        maxLength: 5,
      }),
      attempt: fc.integer({ min: 1, max: 100 }),
    })
    .map(({ events, attempt }) => events.map((each) => ({ ...each, channel: "c", attempt, lane: "7" }))),
  timer: fc.record({ time, attempt: fc.integer({ min: 1, max: 10 }) }).map(({ time, attempt }) => [
    {
      event: {
        specversion: "1.0",
        id: time,
        source: "/azure/timer/c",
        type: "dev.unmoor.schedule",
        time,
        data: undefined,
      },
      channel: "c",
      attempt,
    },
  ]),
  "event-grid": foreign.map((event) => [{ event, channel: "c" }]),
  blob: fc
    .record({
      id: word,
      time,
      change: fc.constantFrom("created", "deleted"),
      key: fc.string({ unit: "binary", minLength: 1 }),
      size: fc.nat(),
      etag: word,
    })
    .map(({ id, time, change, key, size, etag }) => [
      {
        event: {
          specversion: "1.0",
          id,
          source: "/s",
          type: `dev.unmoor.bucket.${change}`,
          subject: key,
          time,
          datacontenttype: "application/json",
          data: { bucket: "c", key, size, etag },
        },
        channel: "c",
      },
    ]),
};

describe.each(Object.keys(CODECS))("%s", (shape) => {
  const codec = CODECS[shape]?.({ channel: "c" }) as NonNullable<ReturnType<NonNullable<(typeof CODECS)[string]>>>;
  const inverse = inverseOf(shape);
  const deliveries = DELIVERIES[shape] as fc.Arbitrary<readonly Incoming[]>;

  test("an event comes through Azure as it was sent, and no other codec claims it", async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (events) => {
        const native = await inverse.wire({ events });
        const claimants = Object.keys(CODECS).filter((name) => CODECS[name]?.().claims(native));
        expect(claimants).toEqual([shape]);
        const seen = decode(codec, native).events;
        expect(seen.length).toBe(events.length);
        events.forEach((sent, index) => {
          const { sequence: _, partitionkey: __, ...event } = (seen[index] as Incoming).event;
          expect({ ...seen[index], event }).toEqual({ ...sent, event: sent.event });
        });
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test("how events ended is what Azure makes of it: done, or all of it again", async () => {
    const error = new Error("failed");
    const settlement = fc.constantFrom<Settled>({ is: "done" }, { is: "retry", error }, { is: "reject", error });
    await fc.assert(
      fc.asyncProperty(deliveries, fc.infiniteStream(settlement), fc.boolean(), async (events, ends, deadLetter) => {
        const native = await inverse.wire({ events });
        const settled = events.map(() => ends.next().value as Settled);
        let reply: Error | undefined;
        try {
          await CODECS[shape]?.({ deadLetter }).encode(settled, native);
        } catch (thrown) {
          reply = thrown as Error;
        }
        const failed = settled.some(({ is }) => is === "retry" || (is === "reject" && !deadLetter));
        const outcome = inverse.outcome(reply as never, native, []) as readonly Settled[];
        expect(outcome.map(({ is }) => is)).toEqual(events.map(() => (failed ? "retry" : "done")));
        expect(outcome.map(({ lane }) => lane)).toEqual(events.map(({ lane }) => lane));
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  test("whatever comes is claimed or not, and decoded or refused by a coded error", () => {
    let claimed = 0;
    const names = [
      "messageId",
      "deliveryCount",
      "properties",
      "applicationProperties",
      "offset",
      "headers",
      "key",
      "id",
    ];
    const input = fc.oneof(
      fc.jsonValue(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.array(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
      fc.record({ specversion: fc.constant("1.0"), type: fc.constantFrom("t", "Microsoft.Storage.BlobCreated") }),
      fc.record({
        eventType: fc.constantFrom("t", "Microsoft.Storage.BlobDeleted"),
        id: fc.jsonValue(),
        subject: fc.jsonValue(),
      }),
    );
    const native = fc
      .record({
        type: fc.constant(TRIGGERS[shape]),
        many: fc.boolean(),
        input,
        metadata: fc.dictionary(fc.constantFrom(...names, ...names.map((name) => `${name}Array`)), fc.jsonValue()),
      })
      .map(({ type, many, input, metadata }) =>
        wire(
          { type, ...(shape.endsWith("topic") && { topicName: "t" }), ...(many && { cardinality: "many" }) },
          input,
          metadata,
        ),
      );
    fc.assert(
      fc.property(native, (each) => {
        if (!codec.claims(each)) return;
        claimed++;
        try {
          for (const { event } of codec.decode(each, invocation).events)
            expect([event.specversion, typeof event.id, typeof event.type]).toEqual(["1.0", "string", "string"]);
        } catch (thrown) {
          expect((thrown as { code?: string }).code, String((thrown as Error).stack)).toMatch(/^[A-Z_]+$/);
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
    expect(claimed).toBeGreaterThan(50);
  });

  test.each([undefined, null, 1, "x", [], {}, { trigger: null }, { trigger: { type: "httpTrigger" }, metadata: {} }])(
    "%j is not claimed",
    (native) => {
      expect(codec.claims(native)).toBe(false);
    },
  );
});
