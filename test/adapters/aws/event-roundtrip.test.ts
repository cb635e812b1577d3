import fc from "fast-check";
import type { CloudEvent, Codec, Incoming, Inverse, Outcome, Settled } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/aws/index.ts";
import { invocation } from "./samples.ts";

const seed = 20261121;
const shapes = Object.entries(adapter.shapes)
  .filter(([, { traits }]) => "redelivery" in traits)
  .map(([name, { codec, inverse, traits }]) => ({
    name,
    make: (options: object) => codec(options as never) as Codec<"events", unknown, unknown>,
    inverse: inverse as Inverse<"events", unknown, unknown>,
    traits,
  }));

const word = fc.stringMatching(/^[a-z][a-z\d-]{0,9}$/);
const time = fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 }).map((ms) => new Date(ms).toISOString());
const trace = fc
  .tuple(fc.stringMatching(/^[\da-f]{31}1$/), fc.stringMatching(/^[\da-f]{15}1$/))
  .map(([id, span]) => `00-${id}-${span}-01`);
// JSON has no -0.
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const data = fc.oneof(
  json,
  fc.string({ unit: "grapheme" }),
  fc.uint8Array({ maxLength: 40 }).map((all) => new Uint8Array(all)),
);
const attempt = fc.integer({ min: 1, max: 20 });

/** An event of somebody's own, which only a CloudEvent can carry. */
const foreign: fc.Arbitrary<CloudEvent> = fc
  .record(
    {
      specversion: fc.constant("1.0" as const),
      id: word,
      source: word.map((name) => `/${name}`),
      type: word.map((name) => `com.example.${name}`),
      data,
      subject: word,
      time,
      partner: word,
    },
    { requiredKeys: ["specversion", "id", "source", "type", "data"] },
  )
  .map((event) => event as CloudEvent);

const own = (type: string, source: string) =>
  fc.record({
    specversion: fc.constant("1.0" as const),
    id: word,
    source: word.map((name) => `${source}${name}`),
    type: fc.constant(type),
    time,
    data,
  }) as fc.Arbitrary<CloudEvent>;

const object = fc
  .record(
    {
      bucket: word,
      key: fc.string({ unit: "grapheme", minLength: 1 }).filter((key) => key.isWellFormed()),
      size: fc.nat(),
      etag: word,
      version: word,
    },
    { requiredKeys: ["bucket", "key"] },
  )
  .chain((facts) =>
    fc.record({
      specversion: fc.constant("1.0" as const),
      id: word,
      source: fc.constant(`arn:aws:s3:::${facts.bucket}`),
      type: fc.constantFrom("dev.unmoor.bucket.created", "dev.unmoor.bucket.deleted"),
      subject: fc.constant(facts.key),
      time,
      data: fc.constant(facts),
    }),
  ) as fc.Arbitrary<CloudEvent>;

const scheduled = (service: string) =>
  fc.record({
    specversion: fc.constant("1.0" as const),
    id: word,
    source: word.map((name) => `arn:aws:${service}:eu-central-1:123456789012:${name}`),
    type: fc.constant("dev.unmoor.schedule"),
    time,
    data: fc.constant(undefined),
  }) as fc.Arbitrary<CloudEvent>;

/** Deliveries as each shape may have them. */
const one = (event: fc.Arbitrary<CloudEvent>, more: object = {}) =>
  fc.record({ event, ...more }).map((incoming) => [incoming as Incoming]);
const many = (event: fc.Arbitrary<CloudEvent>, more: object, lanes?: fc.Arbitrary<string | undefined>) =>
  fc
    .array(
      fc.record({
        event,
        lane: lanes ?? fc.constant(undefined),
        traced: fc.option(trace, { nil: undefined }),
        ...more,
      }),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map((all) =>
      all.map(({ lane, traced, ...incoming }, at) => ({
        ...incoming,
        receipt: `r-${at}`,
        ...(lane !== undefined && { lane }),
        ...(traced !== undefined && { trace: traced }),
      })),
    ) as fc.Arbitrary<Incoming[]>;
const channel = fc.constant("orders");
const group = fc.option(fc.constantFrom("a", "b"), { nil: undefined });

const deliveries: Record<string, fc.Arbitrary<readonly Incoming[]>> = {
  sqs: many(
    fc.oneof(foreign, own("dev.unmoor.queue", "arn:aws:sqs:eu-central-1:123456789012:")),
    { attempt, channel },
    group,
  ),
  "sns-sqs": many(
    fc.oneof(foreign, own("dev.unmoor.topic", "arn:aws:sns:eu-central-1:123456789012:")),
    { attempt, channel },
    group,
  ),
  sns: fc
    .tuple(
      one(fc.oneof(foreign, own("dev.unmoor.topic", "arn:aws:sns:eu-central-1:123456789012:")), { channel }),
      trace,
    )
    .map(([[incoming], found]) => [{ ...incoming!, trace: found }]),
  eventbridge: one(fc.oneof(foreign, own("placed", "com.example."))),
  scheduler: one(scheduled("scheduler"), { attempt }),
  "schedule-rule": one(scheduled("events")),
  "s3-eventbridge": one(object),
  s3: one(object),
  "s3-sqs": many(object, { attempt }).map((all) =>
    all.map(({ trace: _, ...incoming }, at) => ({ ...incoming, receipt: `r-${at >> 1}`, attempt: 2 })),
  ),
  kinesis: many(
    fc.oneof(foreign, own("dev.unmoor.stream", "arn:aws:kinesis:eu-central-1:123456789012:stream/")),
    { channel },
    fc.constant("shardId-000000000001"),
  ).map((all) => all.map(({ trace: _, ...incoming }, at) => ({ ...incoming, receipt: `${4_959 + at}` }))),
  kafka: many(
    fc.oneof(foreign, own("dev.unmoor.stream", "arn:aws:kafka:eu-central-1:123456789012:cluster/")),
    { channel },
    fc.constantFrom("orders-0", "orders-1"),
  ).map((all) => {
    // By partition, as Kafka has them.
    const sorted = all.toSorted((a, b) => (a.lane! < b.lane! ? -1 : a.lane! > b.lane! ? 1 : 0));
    return sorted.map((incoming, at) => ({ ...incoming, receipt: `${incoming.lane}@${at}` }));
  }),
};
/** Whose events have the platform's own ids and sources, whatever the app called them. */
const renamed = new Set(["scheduler", "s3", "s3-sqs"]);

const handed = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe.each(shapes)("$name", ({ name, make, inverse, traits }) => {
  test("a delivery comes back from what AWS hands over for it", async () => {
    await fc.assert(
      fc.asyncProperty(deliveries[name]!, async (events) => {
        const wire = handed(await inverse.wire({ events }));
        const codec = make({});
        expect(codec.claims(wire)).toBe(true);
        const got = codec.decode(wire, invocation()).events;
        expect(got).toHaveLength(events.length);
        got.forEach((incoming, at) => {
          const sent = events[at]!;
          expect(incoming.fault).toBeUndefined();
          const { id, data: given, time: due, type, subject, source } = incoming.event;
          // Streams name their records themselves unless they carry a CloudEvent.
          const native = name === "sqs" || name === "kinesis" || name === "kafka";
          if (!renamed.has(name) && !(native && type.startsWith("dev.unmoor"))) expect(id).toBe(sent.event.id);
          expect([type, given]).toEqual([sent.event.type, sent.event.data]);
          if (sent.event.type.startsWith("com.example.")) expect(source).toBe(sent.event.source);
          if (sent.event.time !== undefined) expect(Date.parse(due!)).toBe(Date.parse(sent.event.time));
          if (sent.event.subject !== undefined) expect(subject).toBe(sent.event.subject);
          expect(incoming.event.partner).toBe(sent.event.partner);
          expect(incoming.receipt).toBe(sent.receipt);
          expect(incoming.lane).toBe(sent.lane);
          if (sent.attempt !== undefined) expect(incoming.attempt).toBe(sent.attempt);
          if (sent.trace !== undefined && traits.trace === true) expect(incoming.trace).toBe(sent.trace);
        });
      }),
      { seed, numRuns: 250 },
    );
  });

  test("an id is the same in every delivery", async () => {
    const [events] = fc.sample(deliveries[name]!, { seed, numRuns: 1 });
    const ids = async (attempt: number) =>
      make({})
        .decode(
          handed(await inverse.wire({ events: events!.map((incoming) => ({ ...incoming, attempt })) })),
          invocation(),
        )
        .events.map(({ event }) => event.id);
    expect(await ids(2)).toEqual(await ids(1));
  });

  test("what is undecodable arrives as a fault, alone", async () => {
    if (/schedule/.test(name) || name === "s3-eventbridge") return;
    const [[sent]] = fc.sample(deliveries[name]!, { seed, numRuns: 1 }) as [[Incoming]];
    const bad = {
      ...sent,
      fault: new Error("undecodable"),
      event: { ...sent.event, data: /^s3/.test(name) ? sent.event.data : Uint8Array.of(255) },
    };
    const wire = handed(await inverse.wire({ events: [bad] }));
    const [got] = make({}).decode(wire, invocation()).events;
    expect(got?.fault).toBeInstanceOf(Error);
  });

  test("settlements come out of AWS as they went in, up to the declared traits", async () => {
    await fc.assert(
      fc.asyncProperty(
        deliveries[name]!,
        fc.array(fc.constantFrom("done", "retry", "reject"), { minLength: 5, maxLength: 5 }),
        fc.record({ partial: fc.boolean(), deadLetter: fc.boolean() }),
        async (events, drawn, options) => {
          const wire = handed(await inverse.wire({ events }));
          const codec = make(options);
          const decoded = codec.decode(wire, invocation()).events;
          const stopped = new Set<string>();
          const settled = decoded.map(({ receipt, lane }, at): Settled => {
            // As the pipeline does: what stands behind a retry of its lane is not begun.
            const is = lane !== undefined && stopped.has(lane) ? "retry" : drawn[at]!;
            const kept = options.deadLetter && is === "reject";
            if (lane !== undefined && is !== "done" && !kept) stopped.add(lane);
            return {
              is,
              ...(is !== "done" && { error: new Error(is) }),
              ...(receipt !== undefined && { receipt }),
              ...(lane !== undefined && { lane }),
            } as Settled;
          });
          const reply = await (async () => handed((await codec.encode(settled, wire)) ?? null))().catch(
            (thrown: Error) => thrown,
          );
          const outcome = inverse.outcome(reply, wire, []) as Outcome<"events">;
          const must = (one: Settled) => one.is === "retry" || (one.is === "reject" && !options.deadLetter);
          const batched = "partial" in traits && traits.partial === true && options.partial;
          const failed = new Set(settled.filter(must).map(({ receipt }) => receipt));
          const expected = settled.map((one) =>
            (batched ? failed.has(one.receipt) : failed.size > 0) ? "retry" : "done",
          );
          expect(outcome.map(({ is }) => is)).toEqual(expected);
          expect(outcome.map(({ receipt }) => receipt)).toEqual(settled.map(({ receipt }) => receipt));
        },
      ),
      { seed, numRuns: 250 },
    );
  });

  test("whatever JSON arrives: claims never throws, and decode throws coded errors alone", () => {
    const anything = fc.jsonValue();
    const member = (known: unknown) =>
      fc.oneof({ weight: 3, arbitrary: fc.constant(known) }, { weight: 1, arbitrary: anything });
    const partly = (known: Record<string, unknown>) =>
      fc.record(Object.fromEntries(Object.entries(known).map(([key, value]) => [key, member(value)])), {
        requiredKeys: [],
      });
    const [events] = fc.sample(deliveries[name]!, { seed, numRuns: 1 });
    const wire = handed(inverse.wire({ events: events!.slice(0, 1) })) as Record<string, never>;
    const record = (wire.Records?.[0] ?? Object.values(wire.records ?? {}).flat()[0] ?? {}) as Record<string, unknown>;
    const nested = (value: unknown): value is Record<string, unknown> =>
      typeof value === "object" && value !== null && !Array.isArray(value);
    const inside = fc
      .tuple(
        partly(record),
        ...Object.entries(record)
          .filter(([, value]) => nested(value))
          .map(([key, value]) => partly(value as never).map((some) => ({ [key]: some }))),
      )
      .map(
        (parts) =>
          Object.assign({ eventSource: record.eventSource, EventSource: record.EventSource }, ...parts) as object,
      );
    const wild = fc.oneof(
      anything,
      partly(wire),
      inside.map((one) => ({ Records: [one] })),
      inside.map((one) => ({ ...wire, records: { "a-0": [one] } })),
      partly((wire.detail ?? {}) as never).map((detail) => ({ ...wire, detail })),
    );
    let claimed = 0;
    fc.assert(
      fc.property(wild, (native) => {
        const codec = make({});
        const event: unknown = handed(native);
        if (!codec.claims(event)) return;
        claimed++;
        try {
          for (const { event: decoded } of codec.decode(event, invocation()).events)
            expect([decoded.id, decoded.source, decoded.type].every((text) => typeof text === "string" && text)).toBe(
              true,
            );
        } catch (thrown) {
          expect(thrown).toMatchObject({ name: "UnmoorError", code: "INVALID_EVENT" });
        }
      }),
      { seed, numRuns: 1500 },
    );
    expect(claimed).toBeGreaterThan(0);
  });
});
