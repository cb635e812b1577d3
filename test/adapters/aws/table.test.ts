import { cloudEvent, http, on, queue, Reject, schedule, stream, task, topic } from "unmoor";
import { describe, expect, test } from "vitest";
import { type LambdaContext, toLambda } from "../../../adapters/aws/runtime.ts";
import { bridgeEvent, kinesisRecord, message, objectBridge, records, snsRecord } from "./event-samples.ts";
import { v2 } from "./samples.ts";

const context: LambdaContext = { awsRequestId: "req-1", getRemainingTimeInMillis: () => 30_000 };
let seen: string[] = [];
const note = (name: string) => (event: { id: string }) => {
  seen.push(`${name} ${event.id}`);
};
const app = {
  hello: http("GET /a", () => new Response("hi")),
  orders: on(queue("orders"), async (event) => {
    note("orders")(event);
    if ((event.data as { n: number }).n === 2) throw new Reject("never");
  }),
  audit: on(topic("audit"), note("audit")),
  alarms: on(topic("alarms"), note("alarms")),
  clicks: on(stream("clicks"), note("clicks")),
  nightly: on(schedule("0 2 * * *"), note("nightly")),
  paid: on(cloudEvent({ type: "com.stripe.payment.succeeded" }), note("paid")),
  resize: task("resize", (input: { key: string }) => ({ key: input.key, width: 1 })),
  limit: 5,
};
const handler = toLambda(app, { partial: true });
async function ran(event: unknown): Promise<string[]> {
  seen = [];
  await handler(event, context);
  return seen;
}

describe("one handler for a whole app", () => {
  test("HTTP, events and the task, each to its function", async () => {
    expect(await handler(v2(), context)).toMatchObject({ statusCode: 200, body: "hi" });
    expect(await ran(records(message()))).toEqual(["orders m-1"]);
    expect(await ran(records(kinesisRecord()))).toEqual(["clicks shardId-000000000006:1"]);
    expect(await ran(bridgeEvent())).toEqual(["paid b-1"]);
    expect(await handler({ key: "a" }, context)).toEqual({ key: "a", width: 1 });
  });
  test("of several functions of a kind the one whose source the event names", async () => {
    expect(await ran(records(snsRecord()))).toEqual(["audit n-1"]);
    expect(await ran(records(snsRecord({ TopicArn: "arn:aws:sns:eu-west-1:1:alarms" })))).toEqual(["alarms n-1"]);
    await expect(
      handler(records(snsRecord({ TopicArn: "arn:aws:sns:eu-west-1:1:app-Audit-X" })), context),
    ).rejects.toMatchObject({ code: "AMBIGUOUS" });
  });
  test("the only function of a kind takes what the platform has named", async () => {
    expect(await ran(records(message({ eventSourceARN: "arn:aws:sqs:eu-west-1:1:app-OrdersQueue-X" })))).toEqual([
      "orders m-1",
    ]);
    const source = "arn:aws:scheduler:eu-west-1:1:schedule/default/app-Nightly-X";
    expect(await ran({ specversion: "1.0", source, time: "2026-11-20T12:30:00Z" })).toEqual([
      `nightly ${source}@2026-11-20T12:30:00Z`,
    ]);
  });
  test("an event that matches nothing is refused, never acknowledged", async () => {
    await expect(handler(bridgeEvent({ "detail-type": "other" }), context)).rejects.toMatchObject({
      code: "UNCLAIMED",
    });
    // No bucket among the sources.
    await expect(handler(objectBridge(), context)).rejects.toMatchObject({ code: "UNCLAIMED" });
    await expect(handler({ Records: [{ eventSource: "aws:dynamodb" }] }, context)).rejects.toMatchObject({
      code: "UNCLAIMED",
    });
  });
  test("parts of a batch are reported only where the mapping takes them", async () => {
    const batch = records(message(), message({ messageId: "m-2", body: '{"n":2}' }));
    expect(await handler(batch, context)).toEqual({ batchItemFailures: [{ itemIdentifier: "m-2" }] });
    await expect(toLambda(app)(batch, context)).rejects.toThrow(AggregateError);
  });
  test("with two tasks an invocation names neither", async () => {
    const two = toLambda({ resize: app.resize, other: task("other", () => 1) });
    await expect(two({ key: "a" }, context)).rejects.toMatchObject({ code: "UNCLAIMED" });
  });
});
