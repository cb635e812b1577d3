import { describe, expect, test } from "vitest";
import { type Push, pubsub } from "../../../adapters/gcp/runtime.ts";
import { base64, done, message, one, push, reject, retry, status } from "./push.ts";

const codec = pubsub();
const event = (over?: object, envelope?: object) => one(codec, message(over, envelope)).event;

describe("wrapped push", () => {
  test("id, source, type and time are the message's, the subscription's, the kind's and when it was published", () => {
    expect(event({ data: base64(`{"total":1}`) })).toEqual({
      specversion: "1.0",
      id: "7",
      source: "//pubsub.googleapis.com/projects/p/subscriptions/shop-fulfil",
      type: "dev.unmoor.queue",
      time: "2026-11-21T12:00:00.123Z",
      datacontenttype: "application/json",
      data: { total: 1 },
    });
    expect(one(pubsub({ kind: "stream" }), message()).event.type).toBe("dev.unmoor.stream");
  });
  test("message_id alone, as the oldest subscriptions send it, is an id", () => {
    const body = { message: { message_id: "8", publish_time: "2026-01-01T00:00:00Z" }, subscription: "s" };
    expect(one(codec, push({}, body)).event).toMatchObject({ id: "8", time: "2026-01-01T00:00:00Z" });
  });
  test("a message of attributes alone has them as extensions, and no data", () => {
    const { datacontenttype, data, ...rest } = event({ attributes: { key: "value", eventType: "OBJECT_FINALIZE" } });
    expect([datacontenttype, data]).toEqual([undefined, undefined]);
    expect(rest).toMatchObject({ key: "value", eventtype: "OBJECT_FINALIZE" });
  });
  test("an attribute cannot take the place of what Pub/Sub says", () => {
    const attributes = { id: "forged", source: "forged", type: "forged", time: "forged", data: "forged", "Id-": "x" };
    expect(event({ attributes })).toEqual(event());
  });
  test("`__proto__` is an attribute like any other", () => {
    const { event } = one(
      codec,
      push({}, `{"message":{"messageId":"1","attributes":{"__proto__":"x"}},"subscription":"s"}`),
    );
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
    expect(event).toMatchObject({ proto: "x" });
  });
  test("the ordering key is the lane, and CloudEvents' partition key", () => {
    const incoming = one(codec, message({ orderingKey: "customer-1" }));
    expect(incoming.lane).toBe("customer-1");
    expect(incoming.event.partitionkey).toBe("customer-1");
    expect(one(codec, message())).not.toHaveProperty("lane");
  });
  test("deliveryAttempt is the attempt; without a dead-letter policy there is none", () => {
    expect(one(codec, message({}, { deliveryAttempt: 3 }))).toMatchObject({ attempt: 3, last: false });
    expect(one(codec, message())).not.toHaveProperty("attempt");
  });
  test("the last attempt is known by the number that the subscription was made with", () => {
    const last = (deliveryAttempt: number): unknown =>
      one(pubsub({ attempts: 5 }), message({}, { deliveryAttempt })).last;
    expect([4, 5, 6].map(last)).toEqual([false, true, true]);
  });
  test("the channel is the app's name of the source, else the subscription's", () => {
    expect(one(pubsub({ channel: "orders" }), message()).channel).toBe("orders");
    expect(one(codec, message()).channel).toBe("shop-fulfil");
  });
  test.each(["traceparent", "googclient_traceparent"])("the attribute %s is the trace", (name) => {
    const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    expect(one(codec, message({ attributes: { [name]: trace } })).trace).toBe(trace);
  });
});

test("a trace that is none is dropped", () => {
  expect(one(codec, message({ attributes: { traceparent: "nonsense" } }))).not.toHaveProperty("trace");
});

describe("data", () => {
  const data = (bytes: string | Uint8Array, type?: string): unknown[] => {
    const attributes = type === undefined ? {} : { "Content-Type": type };
    const { event, fault } = one(codec, message({ data: base64(bytes), attributes }));
    return [event.data, event.datacontenttype, ...(fault ? ["fault"] : [])];
  };
  const latin1 = new Uint8Array([0xe9, 0x41]);

  test("where nobody says what it is: JSON, else text, else bytes", () => {
    expect(data("[1]")).toEqual([[1], "application/json"]);
    expect(data("5")).toEqual([5, "application/json"]);
    expect(data("hi")).toEqual(["hi", "text/plain"]);
    expect(data(latin1)).toEqual([latin1, "application/octet-stream"]);
  });
  test("what it is said to be counts", () => {
    expect(data("5", "text/plain")).toEqual(["5", "text/plain"]);
    expect(data("{}", "application/octet-stream")).toEqual([new Uint8Array([0x7b, 0x7d]), "application/octet-stream"]);
    expect(data(`{"a":1}`, "application/vnd.a+json")).toEqual([{ a: 1 }, "application/vnd.a+json"]);
    expect(data(latin1, "text/plain; charset=latin1")).toEqual([latin1, "text/plain; charset=latin1"]);
  });
  test("JSON that is none is a fault, with its bytes kept for the dead letter", () => {
    expect(data("{", "application/json")).toEqual([new Uint8Array([0x7b]), "application/json", "fault"]);
    expect(data(latin1, "application/json")).toEqual([latin1, "application/json", "fault"]);
  });
  test.each(["!!!aGk=", 5, {}])("data that is no base64 (%j) is a fault", (text) => {
    const { fault, event } = one(codec, message({ data: text }));
    expect(fault).toBeInstanceOf(Error);
    expect(event.data).toEqual(new TextEncoder().encode(String(text)));
  });
});

describe("a message that is a CloudEvent", () => {
  const own = { specversion: "1.0", id: "a", source: "/shop", type: "order.placed", subject: "17" };

  test("in JSON keeps its own attributes and the lane", () => {
    const wire = message({ data: base64(JSON.stringify({ ...own, data: { total: 1 } })), orderingKey: "k" });
    expect(one(codec, wire)).toMatchObject({ lane: "k", event: { ...own, partitionkey: "k", data: { total: 1 } } });
  });
  test("in JSON with bytes", () => {
    const { event } = one(codec, message({ data: base64(JSON.stringify({ ...own, data_base64: "AAE=" })) }));
    expect(event.data).toEqual(new Uint8Array([0, 1]));
  });
  test("by its content type, and none: a fault", () => {
    const wire = message({ data: base64(`{"id":1}`), attributes: { "content-type": "application/cloudevents+json" } });
    expect(one(codec, wire)).toMatchObject({ fault: { message: "the data are no CloudEvent" }, event: { id: "7" } });
  });
  test("in attributes keeps them as they are: Pub/Sub encodes nothing", () => {
    const attributes = Object.fromEntries(Object.entries(own).map(([name, value]) => [`ce-${name}`, value]));
    const wire = message({ data: base64("hi"), attributes: { ...attributes, "ce-extra": "%41", other: "1" } });
    expect(one(codec, wire).event).toMatchObject({ ...own, extra: "%41", other: "1", data: "hi" });
  });
  test("half of one in attributes is none", () => {
    expect(event({ attributes: { "ce-id": "a", "ce-specversion": "1.0" } })).toMatchObject({ id: "7" });
  });
});

describe("unwrapped push", () => {
  const headers = {
    "x-goog-pubsub-subscription-name": "projects/p/subscriptions/s",
    "x-goog-pubsub-message-id": "9",
    "x-goog-pubsub-publish-time": "2026-11-21T12:00:00Z",
    "x-goog-pubsub-ordering-key": "k",
    "content-type": "application/json",
    authorization: "Bearer secret",
  };

  test("keeps subscription, id, time and ordering key", () => {
    expect(one(codec, push(headers, `{"a":1}`))).toMatchObject({
      lane: "k",
      channel: "s",
      event: { id: "9", source: "//pubsub.googleapis.com/projects/p/subscriptions/s", data: { a: 1 } },
    });
  });
  test("no header becomes an extension that may be the carrier's", () => {
    expect(JSON.stringify(one(codec, push(headers, "{}")))).not.toContain("secret");
  });
  test("an empty body has no data", () => {
    expect(one(codec, push(headers)).event).not.toHaveProperty("data");
  });
});

describe("claims", () => {
  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["a number", 1],
    ["a request without its body", { method: "POST", rawHeaders: [] }],
    ["GET", { ...message(), method: "GET" }],
    ["other JSON", push({}, { message: "hi" })],
    ["a message without an id", push({}, { message: {}, subscription: "s" })],
    ["no JSON", push({}, "{")],
    ["an AWS event", { Records: [] }],
  ])("not %s", (_what, native) => {
    expect(codec.claims(native)).toBe(false);
  });
  test("what is forced upon it is a coded error", () => {
    for (const body of ["null", "5", "[]", `{"message":null}`])
      expect(() => one(codec, push({}, body))).toThrow(expect.objectContaining({ code: "INVALID_EVENT", status: 400 }));
  });
});

describe("answers", () => {
  const wire: Push = message();

  test("204 is the only yes: 203, 206 and 3xx are a no to Pub/Sub", async () => {
    expect(await status(codec, wire, done)).toBe(204);
  });
  test("a retry is a 500, with or without a delay", async () => {
    expect(await status(codec, wire, retry())).toBe(500);
    expect(await codec.encode([retry(5_000)], wire)).toEqual({
      status: 500,
      headers: ["content-length", "0"],
      body: null,
    });
  });
  test("a reject is acknowledged only where a handler has kept it", async () => {
    expect(await status(pubsub({ deadLetter: true }), wire, reject)).toBe(204);
    expect(await status(pubsub({ deadLetter: false }), wire, reject)).toBe(500);
    expect(await status(codec, wire, reject)).toBe(500);
  });
});
