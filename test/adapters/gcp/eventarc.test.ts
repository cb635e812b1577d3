import { describe, expect, test } from "vitest";
import { eventarc } from "../../../adapters/gcp/runtime.ts";
import { base64, decoded, done, one, push, reject, retry, status } from "./push.ts";

const codec = eventarc();
const ce = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/shop", "ce-type": "placed" };
const binary = (over: Readonly<Record<string, string>> = {}, body: unknown = "") => push({ ...ce, ...over }, body);

// What functions-framework's own `cloudEvent` signature does to the same requests: providers/gcp.md 1.3.
describe("binary mode", () => {
  test("has its datacontenttype", () => {
    expect(one(codec, binary({ "content-type": "application/json" }, `{"a":1}`)).event).toEqual({
      specversion: "1.0",
      id: "1",
      source: "/shop",
      type: "placed",
      datacontenttype: "application/json",
      data: { a: 1 },
    });
  });
  test("percent-encoded attributes are decoded, malformed ones kept", () => {
    expect(one(codec, binary({ "ce-subject": "caf%C3%A9" })).event.subject).toBe("café");
    expect(one(codec, binary({ "ce-subject": "100%" })).event.subject).toBe("100%");
  });
  test("text is text, an empty body no data", () => {
    expect(one(codec, binary({ "content-type": "text/plain" }, "hi")).event.data).toBe("hi");
    expect(one(codec, binary()).event).not.toHaveProperty("data");
  });
  test("a JSON scalar is data", () => {
    expect(one(codec, binary({ "content-type": "application/json" }, "5")).event.data).toBe(5);
  });
  test("+json is JSON", () => {
    expect(one(codec, binary({ "content-type": "application/vnd.a+json" }, `{"a":1}`)).event.data).toEqual({ a: 1 });
  });
  test("protocol buffers stay bytes", () => {
    const bytes = new Uint8Array([10, 0, 255]);
    expect(one(codec, binary({ "content-type": "application/protobuf" }, bytes)).event.data).toEqual(bytes);
  });
  test("the traceparent extension is the trace", () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    expect(one(codec, binary({ "ce-traceparent": traceparent })).trace).toBe(traceparent);
  });
  test("data that is not what it is said to be is a fault of its event", () => {
    const { fault, event } = one(codec, binary({ "content-type": "application/json" }, "{"));
    expect(fault).toMatchObject({ code: "INVALID_EVENT" });
    expect(event).toMatchObject({ id: "1", data: new Uint8Array([0x7b]) });
  });
  test.each(["ce-id", "ce-source", "ce-type"])(
    "without %s it is no event: a coded error, and no acknowledgement",
    (name) => {
      const headers = Object.fromEntries(Object.entries(ce).filter(([key]) => key !== name));
      expect(() => one(codec, push(headers))).toThrow(expect.objectContaining({ code: "INVALID_EVENT", status: 400 }));
    },
  );
  test("JSON without any attribute is not claimed", () => {
    expect(codec.claims(push({ "content-type": "application/json" }, { hello: 1 }))).toBe(false);
  });
});

describe("structured and batched", () => {
  const event = { specversion: "1.0", id: "1", source: "/shop", type: "placed" };
  const type = (name: string) => ({ "content-type": `application/${name}+json; charset=UTF-8` });

  test("data_base64 is bytes", () => {
    const wire = push(type("cloudevents"), { ...event, data_base64: "AAE=" });
    expect(one(codec, wire).event.data).toEqual(new Uint8Array([0, 1]));
  });
  test("a batch is its events", () => {
    const wire = push(type("cloudevents-batch"), [event, { ...event, id: "2", data: 0 }]);
    expect(decoded(codec, wire).map(({ event }) => [event.id, event.data])).toEqual([
      ["1", undefined],
      ["2", 0],
    ]);
  });
  test("attribute names that 1.0 forbids are taken: Google's own audit events have them", () => {
    expect(one(codec, push(type("cloudevents"), { ...event, methodName: "x" })).event).toMatchObject({
      methodName: "x",
    });
  });
  test.each(["{", "null", "5", `{"id":"1"}`])("%s is a coded error", (body) => {
    expect(() => one(codec, push(type("cloudevents"), body))).toThrow(
      expect.objectContaining({ code: "INVALID_EVENT", status: 400 }),
    );
  });
});

describe("a topic's messages", () => {
  const published = (body: unknown) =>
    binary({ "ce-type": "google.cloud.pubsub.topic.v1.messagePublished", "content-type": "application/json" }, body);
  const body = {
    message: { data: base64(`{"a":1}`), messageId: "9", orderingKey: "k", attributes: { b: "2" } },
    subscription: "projects/p/subscriptions/s",
  };

  test("are the events where the unit listens to a topic: nothing of a message is lost", () => {
    const incoming = one(eventarc({ topic: "audit" }), published(body));
    expect(incoming).toMatchObject({
      channel: "audit",
      lane: "k",
      event: {
        id: "1",
        source: "/shop",
        type: "google.cloud.pubsub.topic.v1.messagePublished",
        b: "2",
        data: { a: 1 },
      },
    });
  });
  test("are Google's word of them elsewhere", () => {
    expect(one(codec, published(body)).event.data).toEqual(body);
  });
  test("that are none are a coded error", () => {
    expect(() => one(eventarc({ topic: "audit" }), published({}))).toThrow(
      expect.objectContaining({ code: "INVALID_EVENT" }),
    );
  });
});

test("events of buckets are another codec's, unless the function asked for them by name", () => {
  const wire = binary({ "ce-type": "google.cloud.storage.object.v1.archived" });
  expect(codec.claims(wire)).toBe(false);
  expect(eventarc({ match: { type: "google.cloud.storage.object.v1.archived" } }).claims(wire)).toBe(true);
});

describe("answers", () => {
  test("204 when all of a request is done, else 500", async () => {
    expect(await status(codec, binary(), done, done)).toBe(204);
    expect(await status(codec, binary(), done, retry())).toBe(500);
    expect(await status(codec, binary(), done, reject)).toBe(500);
    expect(await status(eventarc({ deadLetter: true }), binary(), done, reject)).toBe(204);
  });
});
