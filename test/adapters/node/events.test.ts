import { on, queue, Reject, Retry } from "unmoor";
import { describe, expect, test } from "vitest";
import { cloudEvents, orderedEvents } from "../../../adapters/node/codec/cloud-events.ts";
import type { Push } from "../../../adapters/node/codec/push.ts";
import { cloudEventsInverse, orderedInverse } from "../../../adapters/node/inverse/cloud-events.ts";
import {
  createInvocation,
  eventDispatch,
  exchange,
  type Incoming,
  type NodeReply,
  nodeHost,
  type Settled,
} from "../../../src/adapter/index.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const push = (headers: Readonly<Record<string, string>>, body: string): Push => ({
  method: "POST",
  url: "/fulfil",
  rawHeaders: Object.entries(headers).flat(),
  rawBody: encode(body),
});
const invocation = () => createInvocation({ id: "1", native: undefined, log() {} }, nodeHost());
const decode = (wire: Push, codec = cloudEvents()): readonly Incoming[] => codec.decode(wire, invocation()).events;
const BINARY = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/shop", "ce-type": "ordered" } as const;
const item = (id: string, more: object = {}): object => ({ specversion: "1.0", id, source: "/s", type: "t", ...more });
const batch = (...items: object[]): Push =>
  push({ "content-type": "application/cloudevents-batch+json" }, JSON.stringify(items));

describe("CloudEvents over HTTP", () => {
  test("binary mode: attributes are headers, the body is the data", () => {
    const [one] = decode(push({ ...BINARY, "ce-subject": "caf%C3%A9", "content-type": "application/json" }, '{"n":1}'));
    expect(one?.event).toMatchObject({ id: "1", source: "/shop", type: "ordered", subject: "café", data: { n: 1 } });
  });

  test("structured mode, its media type in any case and with parameters", () => {
    const headers = { "Content-Type": "Application/CloudEvents+JSON; charset=utf-8" };
    expect(decode(push(headers, JSON.stringify(item("7", { data: [1] }))))).toMatchObject([
      { event: { id: "7", data: [1] } },
    ]);
  });

  test("batched mode: one whose data cannot be read leaves the others alone", () => {
    const broken = { datacontenttype: "application/json", data_base64: btoa("{broken") };
    const events = decode(batch(item("1", { data: 1 }), item("2", broken), item("3", { data: 3 })));
    expect(events.map(({ event, fault }) => [event.id, !!fault])).toEqual([
      ["1", false],
      ["2", true],
      ["3", false],
    ]);
    expect(events[1]?.event).toMatchObject({ datacontenttype: "application/json", data: encode("{broken") });
  });

  test.each<[what: string, wire: Push]>([
    ["no attribute", push({ "ce-specversion": "1.0" }, "")],
    ["another version", push({ ...BINARY, "ce-specversion": "0.3" }, "")],
    ["no JSON", push({ "content-type": "application/cloudevents+json" }, "{")],
    ["no list", push({ "content-type": "application/cloudevents-batch+json" }, "{}")],
    ["a list with something else in it", batch(item("1"), { id: "2" })],
    ["a text in a list", push({ "content-type": "application/cloudevents-batch+json" }, '["x"]')],
  ])("%s is INVALID_EVENT, 400", (_what, wire) => {
    expect(() => decode(wire)).toThrow(expect.objectContaining({ code: "INVALID_EVENT", status: 400 }));
  });

  test.each([
    [{ method: "GET" }, false],
    [{ rawHeaders: ["content-type", "application/json"] }, false],
    [{}, true],
  ])("%o is claimed: %s", (change, claimed) => {
    expect(cloudEvents().claims({ ...push(BINARY, ""), ...change })).toBe(claimed);
  });

  test("an event that the function did not ask for is rejected", () => {
    const [one] = decode(push(BINARY, ""), cloudEvents({ match: { type: "paid" } }));
    expect(one?.fault).toMatchObject({ code: "UNMATCHED_EVENT" });
    expect(decode(push(BINARY, ""), cloudEvents({ match: { type: "ordered" } }))[0]?.fault).toBeUndefined();
  });

  test("a trace is the event's own, else its carrier's, else none", () => {
    const own = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const sent = own.replace("4bf9", "aaaa");
    const trace = (headers: object): string | undefined => decode(push({ ...BINARY, ...headers }, ""))[0]?.trace;
    expect(trace({ "ce-traceparent": own, traceparent: sent })).toBe(own);
    expect(trace({ traceparent: sent })).toBe(sent);
    expect(trace({ traceparent: "00-0-0-00" })).toBeUndefined();
  });

  test("the lane of an ordered sender is its partition key", () => {
    const wire = push({ ...BINARY, "ce-partitionkey": "k1" }, "");
    expect(decode(wire, orderedEvents())[0]?.lane).toBe("k1");
    expect(decode(wire)[0]?.lane).toBeUndefined();
  });
});

describe("the answer", () => {
  const done: Settled = { is: "done" };
  const reject: Settled = { is: "reject", error: new Error("never") };
  const retry = (afterMs?: number): Settled => ({
    is: "retry",
    error: new Error("later"),
    ...(afterMs !== undefined && { afterMs }),
  });
  const encoded = async (settled: readonly Settled[], deadLetter = false): Promise<NodeReply> =>
    cloudEvents({ deadLetter }).encode(settled, push(BINARY, ""));

  test.each<[settled: readonly Settled[], deadLetter: boolean, status: number, after?: string]>([
    [[done, done], false, 202],
    [[reject], false, 422],
    [[reject], true, 202],
    [[done, reject], false, 422],
    [[retry()], false, 500],
    [[retry(1001)], false, 503, "2"],
    [[retry(1000), retry(60_000), done], false, 503, "60"],
    // What may still be handled must not be dead-lettered with what cannot.
    [[reject, retry()], false, 500],
  ])("%j, dead letters kept: %s, is %i", async (settled, deadLetter, status, after) => {
    const reply = await encoded(settled, deadLetter);
    expect(reply.status).toBe(status);
    const at = reply.headers.indexOf("retry-after");
    expect(at < 0 ? undefined : reply.headers[at + 1]).toBe(after);
  });

  const sent = async (): Promise<Push> =>
    cloudEventsInverse.wire({ events: [{ event: { specversion: "1.0", id: "1", source: "/s", type: "t", data: 1 } }] });
  test.each<[status: number, is: string]>([
    [200, "done"],
    [202, "done"],
    [204, "done"],
    [301, "retry"],
    [400, "reject"],
    [401, "reject"],
    [404, "retry"],
    [408, "retry"],
    [409, "retry"],
    [413, "reject"],
    [422, "reject"],
    [429, "retry"],
    [500, "retry"],
    [503, "retry"],
  ])("%i is taken by Knative for %s", async (status, is) => {
    expect(cloudEventsInverse.outcome({ status, headers: [], body: null }, await sent(), [])).toMatchObject([{ is }]);
  });

  test("a Reject goes to the sink at once, a Retry comes again with its delay", async () => {
    const fn = on(queue("orders"), async ({ data }) => {
      if (data === "never") throw new Reject("never");
      throw new Retry("later", { after: "5m" });
    });
    const tell = async (data: string): Promise<unknown> => {
      const event = {
        specversion: "1.0",
        id: "1",
        source: "/s",
        type: "t",
        datacontenttype: "text/plain",
        data,
      } as const;
      const wire = await cloudEventsInverse.wire({ events: [{ event }] });
      const dispatch = eventDispatch("fulfil", fn, { provider: "node" });
      const reply = await exchange(cloudEvents(), wire, invocation(), dispatch, nodeHost());
      return cloudEventsInverse.outcome(reply, wire, []);
    };
    expect(await tell("never")).toMatchObject([{ is: "reject" }]);
    expect(await tell("later")).toMatchObject([{ is: "retry", afterMs: 300_000 }]);
  });

  test("an ordered sender has one event a request", () => {
    expect(() => orderedInverse.wire({ events: [] })).toThrow(expect.objectContaining({ code: "ONE_EVENT" }));
  });
});
