import type { TargetConfig, Unit } from "unmoor/adapter";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TypedData } from "../../runtimes/azure/core.ts";
import { type AzureRuntime, type Ended, type LogLine, start, type TriggerEvent } from "../../runtimes/azure/start.ts";
import { typed } from "../../runtimes/azure/typed.ts";
import { type Emitted, emitted, eventUnit, from, TRIGGERS } from "./build.ts";

const UNITS: readonly Unit[] = [
  eventUnit("fulfil", "service-bus", { ...from("queue", { name: "orders" }) }),
  eventUnit("kept", "service-bus", { ...from("queue", { name: "orders" }), deadLetter: true, attempts: 4 }),
  eventUnit("serial", "service-bus", { ...from("queue", { name: "serial", fifo: true }) }),
  eventUnit("slow", "service-bus", { ...from("queue", { name: "slow" }), timeoutMs: 200 }),
  eventUnit("jobs", "storage-queue", { ...from("queue", { name: "jobs" }) }),
  eventUnit("audit", "service-bus-topic", { ...from("topic", { name: "audit" }) }),
  eventUnit("clicks", "event-hubs", { ...from("stream", { name: "clicks" }), batch: 100, deadLetter: true }),
  eventUnit("records", "kafka", { ...from("stream", { name: "records" }), deadLetter: true }),
  eventUnit("nightly", "timer", { ...from("schedule", { cron: "30 2 * * 7" }) }),
  eventUnit("thumbs", "blob", { ...from("bucket", { name: "uploads" }) }),
  eventUnit("paid", "event-grid", { ...from("cloudEvent", { match: { type: "com.shop.paid" } }) }),
  eventUnit("resize", "http-task", { trigger: "task" }),
];
const CONFIG: TargetConfig = { name: "app", resources: { serial: "%SERIAL%" }, kafka: { brokerList: "broker:9092" } };

let app: Emitted;
let runtime: AzureRuntime;
beforeAll(async () => {
  app = await emitted(UNITS, CONFIG, undefined, TRIGGERS);
  runtime = await start({ dir: app.dir, unit: "fulfil" });
}, 60_000);
afterAll(async () => {
  await runtime?.stop();
  await app?.remove();
});

interface Line {
  readonly message: string;
  readonly event?: { readonly id: string; readonly data?: unknown; readonly [attribute: string]: unknown };
  readonly [field: string]: unknown;
}
/** What an invocation has logged, by the library's own context. */
const logged = ({ invocation }: Ended): Line[] =>
  runtime.lines
    .filter((line: LogLine) => line.invocation === invocation && line.category === "user")
    .map(({ text }) => JSON.parse(text) as Line);
const send = (name: string, event: TriggerEvent): Promise<Ended> => runtime.invoke(name, event);
const metadata = (values: Readonly<Record<string, unknown>>): Record<string, TypedData> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typed(value)]));
const message = (data: unknown, more: Readonly<Record<string, unknown>> = {}): TriggerEvent => ({
  data: { bytes: Buffer.from(JSON.stringify(data)) },
  metadata: metadata({ MessageId: "m1", DeliveryCount: 1, EnqueuedTimeUtc: "2026-11-21T12:00:00", ...more }),
});

test("functions are registered with bindings that ask for bytes, and retry policies where Azure would give up", () => {
  const registered = Object.fromEntries(
    runtime.functions.map(({ name, bindings, retryOptions }) => {
      const binding = Object.values(bindings).find(({ direction }) => direction === "in");
      return [name, [binding?.type, binding?.dataType, binding?.cardinality, retryOptions?.maxRetryCount]];
    }),
  );
  expect(registered).toEqual({
    fulfil: ["serviceBusTrigger", "binary", "one", undefined],
    kept: ["serviceBusTrigger", "binary", "one", undefined],
    serial: ["serviceBusTrigger", "binary", "one", undefined],
    slow: ["serviceBusTrigger", "binary", "one", undefined],
    jobs: ["queueTrigger", "binary", undefined, undefined],
    audit: ["serviceBusTrigger", "binary", "one", undefined],
    clicks: ["eventHubTrigger", "binary", "many", -1],
    records: ["kafkaTrigger", "binary", "MANY", -1],
    nightly: ["timerTrigger", undefined, undefined, 4],
    thumbs: ["eventGridTrigger", undefined, undefined, undefined],
    paid: ["eventGridTrigger", undefined, undefined, undefined],
    resize: ["httpTrigger", undefined, undefined, undefined],
  });
  const clicks = runtime.functions.find(({ name }) => name === "clicks");
  expect(clicks?.retryOptions).toMatchObject({
    retryStrategy: "exponentialBackoff",
    minimumInterval: { seconds: 10 },
    maximumInterval: { seconds: 600 },
  });
  const bound = (name: string): unknown =>
    Object.values(runtime.functions.find((fn) => fn.name === name)?.bindings ?? {})[0];
  expect(bound("serial")).toMatchObject({ queueName: "%SERIAL%", isSessionsEnabled: true, connection: "ServiceBus" });
  expect(bound("audit")).toMatchObject({ topicName: "audit", subscriptionName: "audit" });
  expect(bound("nightly")).toMatchObject({ schedule: "0 30 2 * * 0" });
  expect(bound("records")).toMatchObject({ topic: "records", brokerList: "broker:9092", consumerGroup: "records" });
  expect(runtime.capabilities).toMatchObject({ IncludeEmptyEntriesInMessagePayload: "true" });
});

test("a task always asks for a key", () => {
  const { bindings } = runtime.functions.find(({ name }) => name === "resize") ?? {};
  expect(Object.values(bindings ?? {})[0]).toMatchObject({ authLevel: "function", methods: ["POST"], route: "resize" });
});

describe("a queue of Service Bus", () => {
  test("a message is an event, and success completes it", async () => {
    const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const sent = message({ total: 1 }, { DeliveryCount: 2, ApplicationProperties: { "Diagnostic-Id": trace } });
    const ended = await send("fulfil", sent);
    expect(ended.failure).toBeUndefined();
    expect(logged(ended)).toEqual([
      expect.objectContaining({
        message: "handled",
        function: "fulfil",
        invocation: ended.invocation,
        attempt: 2,
        event: {
          specversion: "1.0",
          id: "m1",
          source: "/azure/service-bus/orders",
          type: "dev.unmoor.queue",
          time: "2026-11-21T12:00:00Z",
          datacontenttype: "application/json",
          data: { total: 1 },
        },
      }),
    ]);
  });

  test.each(["throw", "retry", "reject"])("%s abandons it", async (told) => {
    const ended = await send("fulfil", message({ do: told }));
    expect(ended.failure).toContain({ throw: "secret cause", retry: "later", reject: "never" }[told]);
  });

  test("a delay that cannot be is told once", async () => {
    await send("fulfil", message({ do: "retry" }));
    await send("fulfil", message({ do: "retry" }));
    expect(runtime.lines.filter(({ text }) => text.includes("Azure cannot delay"))).toHaveLength(1);
  });

  test("a reject that the function's dead letter has taken is completed, the last delivery's failure too", async () => {
    const rejected = await send("kept", message({ do: "reject" }));
    expect([rejected.failure, logged(rejected).find(({ message }) => message === "buried")?.reason]).toEqual([
      undefined,
      "never",
    ]);
    expect((await send("kept", message({ do: "throw" }, { DeliveryCount: 3 }))).failure).toBeDefined();
    const last = await send("kept", message({ do: "throw" }, { DeliveryCount: 4 }));
    expect([last.failure, logged(last).some(({ message }) => message === "buried")]).toEqual([undefined, true]);
  });

  test("a handler that hangs is given up, and the message abandoned", async () => {
    expect((await send("slow", message({ do: "hang" }))).failure).toContain("the deadline is near");
    expect((await send("slow", message({ do: "obey" }))).failure).toBeUndefined();
  });

  test("waitUntil work ends inside the invocation", async () => {
    const ended = await send("fulfil", message({ do: "later" }));
    expect(logged(ended).map((line) => line.message)).toEqual(["handled", "late work done"]);
  });

  test("a message that cannot be read fails, and no handler sees it", async () => {
    const ended = await send("fulfil", {
      data: { bytes: Buffer.from("{") },
      metadata: metadata({ MessageId: "m1", ContentType: "application/json" }),
    });
    expect(ended.failure).toContain("SyntaxError");
    expect(logged(ended).some((line) => line.message === "handled")).toBe(false);
  });

  test("a body's fields take no place of the metadata", async () => {
    const ended = await send("fulfil", message({ messageId: "forged", deliveryCount: 9 }));
    expect(logged(ended)[0]).toMatchObject({ attempt: 1, event: { id: "m1" } });
  });
});

test("a session of Service Bus, a subscription of a topic and a storage queue", async () => {
  expect(logged(await send("serial", message({ n: 1 }, { SessionId: "7" })))[0]?.event).toMatchObject({
    partitionkey: "7",
    data: { n: 1 },
  });
  expect(logged(await send("audit", message({ n: 1 })))[0]?.event).toMatchObject({ type: "dev.unmoor.topic" });
  const stored = await send("jobs", {
    data: { bytes: Buffer.from("plain text") },
    metadata: { ...metadata({ Id: "814b3b66", DequeueCount: 5 }), QueueTrigger: { string: "plain text" } },
  });
  expect(logged(stored)[0]).toMatchObject({ attempt: 5, event: { id: "814b3b66", data: "plain text" } });
});

describe("streams", () => {
  const batch = (list: readonly unknown[], retries = 0): TriggerEvent => ({
    data: { collectionBytes: { bytes: list.map((data) => Buffer.from(JSON.stringify(data))) } },
    metadata: {
      PartitionContext: { json: JSON.stringify({ PartitionId: "3", ConsumerGroup: "clicks" }) },
      SequenceNumberArray: {
        collectionSint64: { sint64: list.map((_, i) => ({ low: 40 + i, high: 0, unsigned: false })) },
      },
    },
    retries,
  });

  test("a batch is one call of the handler, in order", async () => {
    const ended = await send("clicks", batch([{ n: 1 }, { n: 2 }, { n: 3 }]));
    expect(ended.failure).toBeUndefined();
    const [first, ...others] = logged(ended);
    expect(first).toMatchObject({ message: "batch", size: 3 });
    expect(others.map(({ event }) => event?.id)).toEqual(["3-40", "3-41", "3-42"]);
  });

  test("one that must come again brings all of them, until the last attempt buries it alone", async () => {
    expect((await send("clicks", batch([{ n: 1 }, { do: "throw" }], 3))).failure).toContain("secret cause");
    const last = await send("clicks", batch([{ n: 1 }, { do: "throw" }], 4));
    expect(last.failure).toBeUndefined();
    expect(logged(last).flatMap(({ message, event }) => (message === "buried" ? [event?.id] : []))).toEqual(["3-41"]);
  });

  test("records of Kafka in their envelopes", async () => {
    const record = { Offset: 62, Partition: 1, Topic: "records", Value: '{"n":1}', Headers: [] };
    const ended = await send("records", {
      data: { collectionBytes: { bytes: [Buffer.from(JSON.stringify(record))] } },
      metadata: { OffsetArray: { collectionSint64: { sint64: [{ low: 62, high: 0, unsigned: false }] } } },
    });
    expect(logged(ended)[0]?.event).toMatchObject({ id: "1-62", data: { n: 1 } });
  });
});

test("a timer's run is named by when it was due, and a retry by the same", async () => {
  const due = new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString();
  const info = { Schedule: { AdjustForDST: true }, ScheduleStatus: { Next: due, Last: due }, IsPastDue: false };
  for (const retries of [0, 2]) {
    const ended = await send("nightly", { data: { json: JSON.stringify(info) }, retries });
    expect(logged(ended)[0]).toMatchObject({
      attempt: retries + 1,
      event: { id: due, time: due, source: "/azure/timer/nightly" },
    });
  }
});

describe("Event Grid", () => {
  const grid = (event: object): TriggerEvent => ({
    data: { json: JSON.stringify({ specversion: "1.0", id: "1", source: "/s", ...event }) },
  });

  test("an event of the function's type, and none of another", async () => {
    expect(logged(await send("paid", grid({ type: "com.shop.paid", data: { n: 1 } })))[0]?.event).toEqual({
      specversion: "1.0",
      id: "1",
      source: "/s",
      type: "com.shop.paid",
      data: { n: 1 },
    });
    expect((await send("paid", grid({ type: "other" }))).failure).toContain("this is no event of event-grid");
  });

  test("a blob that was created, and none that was deleted", async () => {
    const subject = "/blobServices/default/containers/uploads/blobs/a b/100%.txt";
    const ended = await send(
      "thumbs",
      grid({ type: "Microsoft.Storage.BlobCreated", subject, data: { contentLength: 3 } }),
    );
    expect(logged(ended)[0]?.event?.data).toEqual({ bucket: "uploads", key: "a b/100%.txt", size: 3 });
    expect((await send("thumbs", grid({ type: "Microsoft.Storage.BlobDeleted", subject }))).failure).toContain(
      "this is no event of blob",
    );
  });
});

describe("a task", () => {
  const call = (body?: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${runtime.origin}/resize`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body }),
      ...init,
    });

  test("JSON in, JSON out, whatever the input's fields are called", async () => {
    const reply = await call('{"width":21,"headers":{"x":1},"Headers":2,"query":3}');
    expect([reply.status, await reply.json()]).toEqual([200, { width: 42 }]);
    expect(await (await call()).json()).toEqual({ width: 0 });
  });

  test.each([
    ["{", 400],
    ['{"do":"throw"}', 500],
    ['{"do":"reject"}', 422],
    ['{"do":"retry"}', 503],
  ])("%s is answered with %d, a problem without the cause", async (body, status) => {
    const reply = await call(body);
    expect([reply.status, reply.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
    expect(reply.headers.get("retry-after")).toBe(status === 503 ? "90" : null);
    expect(await reply.text()).not.toMatch(/secret|never|busy/);
  });

  test("other methods and names are the host's to refuse", async () => {
    expect((await call(undefined, { method: "GET" })).status).toBe(404);
    expect((await fetch(`${runtime.origin}/fulfil`, { method: "POST" })).status).toBe(404);
  });
});
