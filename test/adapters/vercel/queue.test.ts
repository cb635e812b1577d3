import { Reject, Retry } from "unmoor";
import type { Incoming } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { type QueueOptions, queueCodec } from "../../../adapters/vercel/runtime.ts";
import { handle, invocationOf, NOW, testHost } from "./host.ts";
import { fn, HEADERS, LEASE, wire } from "./message.ts";

const incoming = async (native: Request, options?: QueueOptions): Promise<Incoming> => {
  const codec = queueCodec(options);
  const host = testHost();
  const { events } = codec.decode((await codec.open?.(native, host)) ?? native, invocationOf(host, native));
  expect(events).toHaveLength(1);
  return events[0] as Incoming;
};

describe("what arrives", () => {
  test("claims POST with the type of queue/v2beta, and nothing else", () => {
    const { claims } = queueCodec();
    expect(claims(wire())).toBe(true);
    expect(claims(wire({ "ce-type": "com.vercel.schedule.v1beta" }))).toBe(false);
    expect(claims(wire({ "ce-type": undefined }))).toBe(false);
    expect(claims(new Request("https://a.example", { headers: HEADERS }))).toBe(false);
    for (const other of [undefined, null, 1, "x", {}, { method: "POST" }, { method: "POST", headers: {} }])
      expect(claims(other)).toBe(false);
  });

  test("is the event of the table: id and source of the callback, time of creation and not of delivery", async () => {
    expect(await incoming(wire({ "x-vercel-queue-traceparent": "00-1-2-01" }))).toEqual({
      event: {
        specversion: "1.0",
        id: "m1",
        source: "/topic/orders/consumer/api_Squeue_Dts",
        type: "dev.unmoor.queue",
        time: "2026-11-20T14:18:22.458Z",
        datacontenttype: "application/json",
        data: { order: 1 },
      },
      receipt: "r/1",
      channel: "orders",
      attempt: 1,
      last: false,
      trace: "00-1-2-01",
    });
  });

  test("of a topic has the type of a topic", async () => {
    expect((await incoming(wire(), { kind: "topic" })).event.type).toBe("dev.unmoor.topic");
  });

  const bytes = new Uint8Array([0xff, 0, 1]);
  test.each<[string, string | undefined, string | Uint8Array<ArrayBuffer>, unknown, string | undefined]>([
    ["JSON by its content type", "application/json; charset=utf-8", "[1]", [1], "application/json; charset=utf-8"],
    ["JSON where nobody says", undefined, "[1]", [1], "application/json"],
    ["text where nobody says and it is no JSON", undefined, "[1", "[1", "text/plain"],
    ["bytes where nobody says and it is no text", undefined, bytes, bytes, undefined],
    ["text by its content type, JSON or not", "text/plain", "[1]", "[1]", "text/plain"],
    [
      "bytes by their content type, text or not",
      "application/octet-stream",
      "abc",
      new TextEncoder().encode("abc"),
      "application/octet-stream",
    ],
    ["nothing", "application/json", "", undefined, "application/json"],
    ["falsy JSON", "application/json", "0", 0, "application/json"],
  ])("has %s", async (_what, type, body, data, datacontenttype) => {
    const { event, fault } = await incoming(wire({ "content-type": type }, body));
    expect([event.data, event.datacontenttype, fault]).toEqual([data, datacontenttype, undefined]);
  });

  test("that is not what it says is at fault, with its bytes for the dead letter", async () => {
    const { event, fault } = await incoming(wire({}, "{"));
    expect(fault).toBeInstanceOf(SyntaxError);
    expect(event.data).toEqual(new TextEncoder().encode("{"));
  });

  const own = { specversion: "1.0", id: "own", source: "/shop", type: "order.placed", data: { order: 1 } };
  test.each(["application/cloudevents+json; charset=utf-8", "application/json", undefined])(
    "that is itself a CloudEvent is unwrapped, with content type %s",
    async (type) => {
      expect((await incoming(wire({ "content-type": type }, JSON.stringify(own)))).event).toEqual(own);
    },
  );

  test("that says it is a CloudEvent and is none is at fault; what only looks like one is data", async () => {
    const none = JSON.stringify({ ...own, specversion: "0.3" });
    expect((await incoming(wire({ "content-type": "application/cloudevents+json" }, none))).fault).toBeDefined();
    expect((await incoming(wire({}, none))).event).toMatchObject({ id: "m1", data: { specversion: "0.3" } });
  });

  test("is the last one at `attempts`, and where it would end before it came again", async () => {
    expect((await incoming(wire({ "ce-vqsdeliverycount": "2" }), { attempts: 3 })).last).toBe(false);
    expect((await incoming(wire({ "ce-vqsdeliverycount": "3" }), { attempts: 3 })).last).toBe(true);
    expect((await incoming(wire({ "ce-vqsdeliverycount": "4" }), { attempts: 3 })).last).toBe(true);
    const soon = new Date(NOW + 30_000).toISOString();
    expect((await incoming(wire({ "ce-vqsexpiresat": soon }))).last).toBe(true);
    expect((await incoming(wire({ "ce-vqsexpiresat": soon }), { retryAfterMs: 10_000 })).last).toBe(false);
  });

  test.each(["ce-id", "ce-source"])("without %s is refused with a code", async (name) => {
    await expect(incoming(wire({ [name]: undefined }))).rejects.toMatchObject({ code: "INVALID_MESSAGE", status: 400 });
  });
});

describe("the sender", () => {
  test.each([
    ["a host for a region", { "ce-vqsregion": "evil.example/" }],
    ["a host before a region", { "ce-vqsregion": "evil.example/iad1" }],
    ["a consumer that leads out of the path", { "ce-vqsconsumergroup": "a/../../b" }],
    ["a path before a topic", { "ce-vqsqueuename": "a/b/consumer/orders" }],
    ["a region with a user in it", { "ce-vqsregion": "iad1@evil.example" }],
    ["no region where the platform names none either", { "ce-vqsregion": undefined }],
    ["a topic that leads out of the path", { "ce-vqsqueuename": ".." }],
    ["a topic that holds a path", { "ce-vqsqueuename": "a/b" }],
    ["no consumer", { "ce-vqsconsumergroup": undefined }],
  ])("with %s is refused before anybody is called or anything handled", async (_what, changed) => {
    const host = testHost();
    let handled = 0;
    const run = handle(
      queueCodec(),
      wire(changed),
      fn(() => handled++),
      host,
    );
    await expect(run).rejects.toMatchObject({ code: "INVALID_MESSAGE", status: 400 });
    expect([handled, host.requests]).toEqual([0, []]);
  });

  test("without a token nothing is handled: nothing could be acknowledged", async () => {
    let handled = 0;
    const run = handle(
      queueCodec(),
      wire({ "x-vercel-oidc-token": undefined }),
      fn(() => handled++),
      testHost(),
    );
    await expect(run).rejects.toMatchObject({ code: "MISSING_TOKEN" });
    expect(handled).toBe(0);
  });

  test("calls go to the message's region with the token of the request, pinned to the deployment", async () => {
    const host = testHost(undefined, { VERCEL_DEPLOYMENT_ID: "dpl_1", VERCEL_QUEUE_TOKEN: "other" });
    await handle(
      queueCodec(),
      wire({ "ce-vqsregion": "fra1" }),
      fn(() => {}),
      host,
    );
    const [call] = host.requests;
    expect(call?.url).toBe(`https://fra1.vercel-queue.com${LEASE}`);
    expect(call?.headers.get("authorization")).toBe("Bearer token");
    expect(call?.headers.get("vqs-deployment-id")).toBe("dpl_1");
  });

  test("of `vercel dev` is called where its environment says, with its token", async () => {
    const host = testHost(undefined, { VERCEL_QUEUE_BASE_URL: "http://127.0.0.1:4782", VERCEL_QUEUE_TOKEN: "dev" });
    await handle(
      queueCodec(),
      wire({ "ce-vqsregion": "dev1", "x-vercel-oidc-token": undefined }),
      fn(() => {}),
      host,
    );
    expect(host.requests[0]?.url).toBe(`http://127.0.0.1:4782${LEASE}`);
    expect(host.requests[0]?.headers.get("authorization")).toBe("Bearer dev");
  });
});

describe("what goes back", () => {
  const run = async (handler: () => unknown, options: QueueOptions = {}, deadLetter?: () => unknown) => {
    const host = testHost();
    const reply = await handle(queueCodec(options), wire(), fn(handler, deadLetter), host);
    return [reply.status, ...host.calls];
  };

  test("done ends the lease: a 200 alone does not acknowledge", async () => {
    expect(await run(() => {})).toEqual([200, `DELETE ${LEASE}`]);
  });

  test("a failure is 500 and leaves the lease alone", async () => {
    expect(await run(() => Promise.reject(new Error("down")))).toEqual([500]);
  });

  test.each([
    [1500, 2],
    ["5m", 300],
    [0, 0],
    ["2h", 3600],
  ] as const)("a retry after %s is a lease of %i s, and 200 so that the queue keeps to it", async (after, seconds) => {
    expect(await run(() => new Retry("later", { after }))).toEqual([
      200,
      `PATCH ${LEASE} {"visibilityTimeoutSeconds":${seconds}}`,
    ]);
  });

  test("a reject ends the lease after its dead letter was written, and never before", async () => {
    const order: string[] = [];
    const host = testHost(async () => {
      order.push("acknowledged");
      return new Response(null, { status: 204 });
    });
    const reject = fn(
      () => Promise.reject(new Reject("never")),
      () => void order.push("buried"),
    );
    expect((await handle(queueCodec({ deadLetter: true }), wire(), reject, host)).status).toBe(200);
    expect(order).toEqual(["buried", "acknowledged"]);
  });

  test("a reject that nobody buries comes again until the platform drops it", async () => {
    expect(await run(() => Promise.reject(new Reject("never")))).toEqual([500]);
  });

  test("a dead letter that fails is a retry", async () => {
    const bury = () => Promise.reject(new Error("disk full"));
    expect(await run(() => Promise.reject(new Reject("never")), { deadLetter: true }, bury)).toEqual([500]);
  });

  test("the last failure goes to the dead letter", async () => {
    const buried: unknown[] = [];
    const bury = (...args: unknown[]) => void buried.push((args[1] as Error).message);
    const options = { deadLetter: true, attempts: 1 };
    expect(await run(() => Promise.reject(new Error("down")), options, bury)).toEqual([200, `DELETE ${LEASE}`]);
    expect(buried).toEqual(["down"]);
  });

  test.each([404, 409, 410, 401])(
    "a lease that cannot be ended (%i) is no success, and asked for once",
    async (status) => {
      const host = testHost(async () => new Response(null, { status }));
      await expect(
        handle(
          queueCodec(),
          wire(),
          fn(() => {}),
          host,
        ),
      ).rejects.toMatchObject({ code: "QUEUE_CALL_FAILED" });
      expect(host.calls).toHaveLength(1);
    },
  );

  test("a queue that is busy or away is asked three times", async () => {
    const answers = [() => Promise.reject(new TypeError("reset")), async () => new Response(null, { status: 503 })];
    const host = testHost(() => (answers.shift() ?? (async () => new Response(null, { status: 204 })))());
    const reply = handle(
      queueCodec(),
      wire(),
      fn(() => {}),
      host,
    );
    await host.advance(0);
    await host.advance(500);
    await host.advance(500);
    expect((await reply).status).toBe(200);
    expect(host.calls).toHaveLength(3);
  });
});
