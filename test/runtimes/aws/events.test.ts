import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/aws/index.ts";
import type { SourceFacts, Trigger, Unit } from "../../../src/adapter/index.ts";
import {
  bridgeEvent,
  kafkaEvent,
  kafkaRecord,
  kinesisRecord,
  message,
  notification,
  objectBridge,
  records,
  s3Record,
  snsRecord,
} from "../../adapters/aws/event-samples.ts";
import type { Result } from "./environment.ts";
import { type Lambda, lambda } from "./lambda.ts";

// Every handler does what its event's data asks for, and says what it has seen.
const APP = `
import { bucket, cloudEvent, on, queue, Reject, Retry, schedule, stream, task, topic } from "unmoor";
const run = async (event, { log, attempt }) => {
  log.info("seen", { id: event.id, type: event.type, data: event.data, subject: event.subject, attempt });
  const asked = event.data?.do ?? event.data?.key;
  if (asked === "throw") throw new Error("thrown ✗");
  if (asked === "retry") throw new Retry("later", { after: "5m" });
  if (asked === "reject") throw new Reject("never");
  if (asked === "hang") await new Promise(() => {});
};
const buried = (event, error, { log }) => log.info("buried", { id: event.id, error });
export const orders = on(queue("orders"), run);
export const kept = on(queue("orders"), { deadLetter: buried }, run);
export const audit = on(topic("audit"), run);
export const relayed = on(topic("audit"), run);
export const nightly = on(schedule("0 2 * * *"), run);
export const ruled = on(schedule("0 2 * * *"), run);
export const uploads = on(bucket("uploads"), run);
export const notified = on(bucket("uploads"), run);
export const queued = on(bucket("uploads"), run);
export const clicks = on(stream("clicks"), run);
export const topics = on(stream("clicks"), run);
export const paid = on(cloudEvent({ type: "paid" }), run);
export const resize = task("resize", async ({ key }) => {
  if (key === "throw") throw new Error("thrown ✗");
  return { key, width: 1 };
});
`;
const UNITS: Readonly<Record<string, readonly [shape: string, source: SourceFacts | undefined, deadLetter?: true]>> = {
  orders: ["sqs", { kind: "queue", name: "orders" }],
  kept: ["sqs", { kind: "queue", name: "orders" }, true],
  audit: ["sns", { kind: "topic", name: "audit" }],
  relayed: ["sns-sqs", { kind: "topic", name: "audit" }],
  nightly: ["scheduler", { kind: "schedule", cron: "0 2 * * *" }],
  ruled: ["schedule-rule", { kind: "schedule", cron: "0 2 * * *" }],
  uploads: ["s3-eventbridge", { kind: "bucket", name: "uploads" }],
  notified: ["s3", { kind: "bucket", name: "uploads" }],
  queued: ["s3-sqs", { kind: "bucket", name: "uploads" }],
  clicks: ["kinesis", { kind: "stream", name: "clicks" }],
  topics: ["kafka", { kind: "stream", name: "clicks" }],
  paid: ["eventbridge", { kind: "cloudEvent", match: { type: "paid" } }],
  resize: ["invoke", undefined],
};

const dir = mkdtempSync(join(tmpdir(), "unmoor-aws-events-"));
const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
writeFileSync(join(dir, "app.mjs"), APP);
afterAll(() => rmSync(dir, { recursive: true }));

/** The adapter's own entry of a unit, bundled. */
async function bundle(name: string, config: object = {}, folder = name): Promise<void> {
  const [shape, source, deadLetter] = UNITS[name]!;
  const trigger: Trigger = source?.kind ?? "task";
  const fn = { name, trigger, streaming: false, ...(source && { source }), ...(deadLetter && { deadLetter }) };
  const unit: Unit = { name, trigger, shape, functions: [fn], module: join(dir, "app.mjs") };
  mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(join(dir, `${folder}.mjs`), adapter.entry(unit, { name: "app", ...config }));
  const build = await rolldown({
    input: join(dir, `${folder}.mjs`),
    platform: "node",
    resolve: {
      alias: {
        "unmoor/aws": file("adapters/aws/runtime.ts"),
        "unmoor/adapter": file("src/adapter/index.ts"),
        unmoor: file("src/app/index.ts"),
      },
    },
  });
  await build.write({ format: "esm", minify: true, file: join(dir, folder, "index.mjs") });
  await build.close();
}

/** A unit on aws-lambda-ric. */
function running(unit: string, timeoutMs = 3000): { invoke: Lambda["invoke"]; seen(): Record<string, unknown>[] } {
  let target: Lambda;
  let logs = "";
  beforeAll(() => {
    const log = (text: string): void => {
      logs += text;
    };
    target = lambda({ taskRoot: join(dir, unit), env: {}, timeoutMs, log });
  });
  afterAll(() => target.stop());
  return {
    invoke: (event) => target.invoke(event),
    seen: () =>
      logs
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** What Lambda was given back, or the name of the failure. */
const reply = (result: Result): unknown =>
  result.is === "buffered" ? JSON.parse(result.payload.toString()) : result.is === "error" ? result.type : result.is;
const failures = (...ids: readonly unknown[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const asks = (what: string): string => JSON.stringify({ do: what });
const base64 = (text: string): string => Buffer.from(text).toString("base64");

beforeAll(async () => {
  await Promise.all([...Object.keys(UNITS).map((name) => bundle(name)), bundle("orders", { partial: false }, "whole")]);
}, 60_000);

describe("a queue", () => {
  const orders = running("orders");
  const whole = running("whole");
  const kept = running("kept");
  const slow = running("kept", 1000);
  const batch = records(
    message(),
    message({ messageId: "m-2", body: asks("throw") }),
    message({ messageId: "m-3", body: asks("retry") }),
    message({ messageId: "m-4", body: asks("reject") }),
  );

  test("of a batch only what failed is reported; a reject that nobody keeps fails until it is redriven", async () => {
    expect(reply(await orders.invoke(batch))).toEqual(failures("m-2", "m-3", "m-4"));
  });
  test("a reject with a handler is acknowledged after the handler has had it", async () => {
    expect(reply(await kept.invoke(batch))).toEqual(failures("m-2", "m-3"));
    expect(kept.seen()).toContainEqual(
      expect.objectContaining({ message: "buried", id: "m-4", errorMessage: "never" }),
    );
  });
  test("the last delivery of a failing message goes to the handler, too", async () => {
    const last = message({ body: asks("throw") }, { ApproximateReceiveCount: "5" });
    expect(reply(await kept.invoke(records(last)))).toEqual(failures());
  });
  test("without partial batches the invocation fails, and a good batch is null", async () => {
    expect(reply(await whole.invoke(batch))).toBe("AggregateError");
    expect(reply(await whole.invoke(records(message())))).toBeNull();
  });
  test("FIFO: a group stops at its first failure, other groups go on", async () => {
    const fifo = (messageId: string, group: string, body: string) =>
      message({ messageId, body, eventSourceARN: "arn:aws:sqs:eu-west-1:1:orders.fifo" }, { MessageGroupId: group });
    const event = records(fifo("f-1", "a", asks("throw")), fifo("f-2", "b", "{}"), fifo("f-3", "a", "{}"));
    expect(reply(await orders.invoke(event))).toEqual(failures("f-1", "f-3"));
    expect(orders.seen().filter(({ message: text, id }) => text === "seen" && id === "f-3")).toEqual([]);
  });
  test("a handler that hangs is given up before Lambda kills it, and the finished stays done", async () => {
    const event = records(message({ messageId: "h-1", body: asks("hang") }), message({ messageId: "h-2" }));
    expect(reply(await slow.invoke(event))).toEqual(failures("h-1"));
  });
  test.each([[{}], [snsRecord()], [{ Records: [] }], [null]])("%o is refused: the invocation fails", async (event) => {
    const result = await orders.invoke(event);
    expect(result).toMatchObject({ is: "error", message: "this is no event of sqs" });
  });
});

describe.each([
  ["audit", records(snsRecord()), records(snsRecord({ Message: asks("throw") }))],
  ["paid", bridgeEvent(), bridgeEvent({ detail: { do: "throw" } })],
  ["uploads", objectBridge(), objectBridge({}, { key: "throw" })],
  ["notified", records(s3Record()), records(s3Record({ key: "throw" }))],
])("%s, invoked asynchronously", (unit, good, bad) => {
  const target = running(unit);
  test("done is a success, a failure is Lambda's to retry", async () => {
    expect(reply(await target.invoke(good))).toBeNull();
    expect(reply(await target.invoke(bad))).toBe("AggregateError");
    expect(target.seen()).toContainEqual(expect.objectContaining({ message: "seen", function: unit }));
  });
});

describe.each([
  ["relayed", (text: string) => JSON.stringify(notification({ Message: text })), asks("throw")],
  ["queued", (text: string) => JSON.stringify(records(s3Record({ key: text }))), "throw"],
])("%s, through a queue", (unit, wrap, bad) => {
  const target = running(unit);
  test("what failed is reported by the queue's message", async () => {
    const event = records(message({ body: wrap("good") }), message({ messageId: "m-2", body: wrap(bad) }));
    expect(reply(await target.invoke(event))).toEqual(failures("m-2"));
  });
});

describe("schedules", () => {
  const nightly = running("nightly");
  const ruled = running("ruled");
  test("Scheduler's run has the id of its schedule and due time", async () => {
    const source = "arn:aws:scheduler:eu-west-1:1:schedule/default/nightly";
    const input = { specversion: "1.0", id: "exec", source, type: "x", time: "2026-11-20T02:00:00Z", attempt: "1" };
    expect(reply(await nightly.invoke(input))).toBeNull();
    expect(nightly.seen()).toContainEqual(
      expect.objectContaining({ id: `${source}@2026-11-20T02:00:00Z`, attempt: 1 }),
    );
  });
  test("a rule's run has the event's id", async () => {
    expect(
      reply(await ruled.invoke(bridgeEvent({ source: "aws.events", "detail-type": "Scheduled Event", detail: {} }))),
    ).toBeNull();
    expect(ruled.seen()).toContainEqual(expect.objectContaining({ id: "b-1", type: "dev.unmoor.schedule" }));
  });
});

describe("streams", () => {
  const clicks = running("clicks");
  const topics = running("topics");
  test("Kinesis: the shard stops at its first failure, which alone is reported", async () => {
    const bad = base64(asks("throw"));
    const event = records(kinesisRecord("1"), kinesisRecord("2", bad), kinesisRecord("3"), kinesisRecord("4", bad));
    expect(reply(await clicks.invoke(event))).toEqual(failures("2"));
    expect(clicks.seen().filter(({ message: text }) => text === "seen")).toHaveLength(2);
  });
  test("Kafka: each partition by itself, reported as an object", async () => {
    const bad = { value: base64(asks("throw")) };
    const event = kafkaEvent({
      "orders-0": [kafkaRecord(1), kafkaRecord(2, bad), kafkaRecord(3)],
      "orders-1": [kafkaRecord(9)],
    });
    expect(reply(await topics.invoke(event))).toEqual(failures({ partition: "orders-0", offset: 2 }));
  });
});

describe("a task", () => {
  const resize = running("resize");
  test("its result is the reply; its failure the invocation's", async () => {
    expect(reply(await resize.invoke({ key: "a" }))).toEqual({ key: "a", width: 1 });
    expect(await resize.invoke({ key: "throw" })).toMatchObject({ is: "error", message: "thrown ✗" });
  });
  test("an event that was wired to it by mistake is refused", async () => {
    expect(await resize.invoke(records(message()))).toMatchObject({
      is: "error",
      message: "this is no event of invoke",
    });
  });
});
