import { type CloudEvent, on, queue, Retry } from "unmoor";
import { describe, expect, test } from "vitest";
import { queueCodec } from "../../../adapters/vercel/runtime.ts";
import { handle, NOW, testHost } from "./host.ts";
import { fn, LEASE, wire } from "./message.ts";

describe("the lease while a handler runs long", () => {
  const long = async (changed: Record<string, string>, serve?: (call: Request) => Promise<Response>) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const host = testHost(serve);
    const reply = handle(
      queueCodec(),
      wire(changed),
      fn(() => promise),
      host,
    );
    await host.advance(0);
    return { host, reply, resolve };
  };
  const RENEW = `PATCH ${LEASE} {"visibilityTimeoutSeconds":300}`;

  test("is renewed after a fifth of what is left, then each minute, and no more once it is settled", async () => {
    const { host, reply, resolve } = await long({ "ce-vqsvisibilitydeadline": new Date(NOW + 100_000).toISOString() });
    await host.advance(19_999);
    expect(host.calls).toEqual([]);
    await host.advance(1);
    expect(host.calls).toEqual([RENEW]);
    await host.advance(120_000);
    expect(host.calls).toEqual([RENEW, RENEW, RENEW]);
    resolve();
    expect((await reply).status).toBe(200);
    await host.advance(600_000);
    expect(host.calls).toEqual([RENEW, RENEW, RENEW, `DELETE ${LEASE}`]);
  });

  test("is renewed after 10 s where nobody says when it ends, and not at all before", async () => {
    const { host, reply, resolve } = await long({});
    await host.advance(9999);
    expect(host.calls).toEqual([]);
    await host.advance(1);
    expect(host.calls).toEqual([RENEW]);
    resolve();
    await reply;
  });

  test("is asked for again soon when a renewal fails", async () => {
    let left = 1;
    const { host, reply, resolve } = await long({}, async () => new Response(null, { status: left-- > 0 ? 404 : 200 }));
    await host.advance(20_000);
    expect(host.calls).toEqual([RENEW, RENEW]);
    resolve();
    await reply;
  });

  test("a renewal under way is waited for: it must not undo a delay", async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const { promise: failed, reject: fail } = Promise.withResolvers<void>();
    const host = testHost(async () => {
      if (host.calls.length === 1) await answered;
      return new Response(null, { status: 200 });
    });
    const reply = handle(
      queueCodec(),
      wire(),
      fn(() => failed),
      host,
    );
    await host.advance(10_000);
    fail(new Retry("later", { after: "1m" }));
    await host.advance(0);
    expect(host.calls).toEqual([RENEW]);
    answer();
    await reply;
    expect(host.calls).toEqual([RENEW, `PATCH ${LEASE} {"visibilityTimeoutSeconds":60}`]);
  });
});

describe("a large message", () => {
  const callback = (): Request =>
    wire(
      {
        "ce-vqsreceipthandle": undefined,
        "ce-vqsdeliverycount": undefined,
        "content-type": undefined,
        "ce-vqscreatedat": undefined,
      },
      "",
    );
  const part = (body: BlobPart, headers = "Content-Type: application/json\r\n"): Response =>
    new Response(
      new Blob([
        `--b\r\nVqs-Message-Id: m1\r\nVqs-Delivery-Count: 3\r\nVqs-Timestamp: 2026-11-20T14:18:22.458Z\r\nVqs-Receipt-Handle: r/1\r\n${headers}\r\n`,
        body,
        "\r\n--b--\r\n",
      ]),
      { headers: { "content-type": 'multipart/mixed; boundary="b"' } },
    );
  const serving = (first: () => Response) =>
    testHost(async (call) => (call.method === "POST" ? first() : new Response(null, { status: 204 })));

  test("is fetched by its id with its lease, and acknowledged", async () => {
    const host = serving(() => part('{"big":true}'));
    const seen: CloudEvent[] = [];
    const attempts: unknown[] = [];
    const handler = on(queue("orders"), (event, { attempt }) => {
      seen.push(event);
      attempts.push(attempt);
    });
    expect((await handle(queueCodec(), callback(), handler, host)).status).toBe(200);
    expect(host.calls).toEqual(["POST /api/v3/topic/orders/consumer/api_Squeue_Dts/id/m1", `DELETE ${LEASE}`]);
    expect(host.requests[0]?.headers.get("vqs-visibility-timeout-seconds")).toBe("300");
    expect(seen).toMatchObject([{ id: "m1", time: "2026-11-20T14:18:22.458Z", data: { big: true } }]);
    expect(attempts).toEqual([3]);
  });

  test("may hold any bytes, boundaries included", async () => {
    const bytes = new TextEncoder().encode("\r\n--b\r\n\r\n--b--\r\nx\0é");
    const host = serving(() => part(bytes, "Content-Type: application/octet-stream\r\n"));
    let data: unknown;
    const keep = fn((event) => {
      data = event.data;
    });
    await handle(queueCodec(), callback(), keep, host);
    expect(data).toEqual(bytes);
  });

  test.each([409, 410])(
    "that another delivery has (%i) is left to it: nothing handled, nothing acknowledged",
    async (status) => {
      const host = serving(() => new Response(null, { status }));
      let handled = 0;
      const reply = await handle(
        queueCodec(),
        callback(),
        fn(() => handled++),
        host,
      );
      expect([reply.status, handled, host.calls.length]).toEqual([200, 0, 1]);
    },
  );

  test.each([
    ["is gone", () => new Response(null, { status: 404 }), "QUEUE_CALL_FAILED"],
    ["is no multipart", () => new Response("{}"), "INVALID_MESSAGE"],
    [
      "has no end",
      () => new Response("--b\r\n\r\nx", { headers: { "content-type": "multipart/mixed; boundary=b" } }),
      "INVALID_MESSAGE",
    ],
    [
      "has no lease",
      () =>
        new Response("--b\r\na: b\r\n\r\nx\r\n--b--", { headers: { "content-type": "multipart/mixed; boundary=b" } }),
      "INVALID_MESSAGE",
    ],
  ])("that %s is a failure with a code", async (_what, first, code) => {
    const host = serving(first);
    await expect(
      handle(
        queueCodec(),
        callback(),
        fn(() => {}),
        host,
      ),
    ).rejects.toMatchObject({ code });
  });
});
