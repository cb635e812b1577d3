import fc from "fast-check";
import { cloudEvent, on, Reject, Retry } from "unmoor";
import { type CloudEvent, eventToBinary, eventToStructured, type Incoming, type Settled } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { environment } from "../../../adapters/vercel/index.ts";
import { cloudEventsInverse } from "../../../adapters/vercel/inverse/cloud-events.ts";
import { cloudEventsCodec, taskCodec } from "../../../adapters/vercel/runtime.ts";
import { handle, invocationOf, settle, testHost } from "./host.ts";

const SEED = { seed: 20261121, numRuns: 300 };
/** What JSON can hold: no `-0`. */
const json = fc.json().map((text) => JSON.parse(text) as unknown);
const authorization = `Bearer ${environment.CLOUDEVENTS_SECRET}`;
const event = { specversion: "1.0", id: "1", source: "/shop", type: "com.acme.paid", data: { total: 1 } } as const;
const post = (headers: Iterable<readonly [string, string]>, body: BodyInit | null = null): Request =>
  new Request("https://app.vercel.app/paid", { method: "POST", headers: [...headers].map(([a, b]) => [a, b]), body });
const send = (events: CloudEvent | readonly CloudEvent[], authorized: string | undefined = authorization): Request => {
  const { headers, body } = Array.isArray(events) ? eventToStructured(events) : eventToBinary(events as CloudEvent);
  return post([...headers, ...(authorized ? [["authorization", authorized] as const] : [])], new Uint8Array(body));
};
const paid = cloudEvent({ type: "com.acme.paid" });

describe("what arrives", () => {
  test("claims POST with CloudEvents in any mode, and neither triggers of Vercel nor tasks", () => {
    const claimed = (wire: Request) => [cloudEventsCodec().claims(wire), taskCodec().claims(wire)];
    expect(claimed(send(event))).toEqual([true, false]);
    expect(claimed(send([event, event]))).toEqual([true, false]);
    expect(claimed(post([["content-type", "Application/CloudEvents+json"]]))).toEqual([true, false]);
    expect(claimed(send({ ...event, type: "com.vercel.queue.v2beta" }))).toEqual([false, false]);
    expect(claimed(send({ ...event, type: "com.vercel.deployment.created" }))).toEqual([true, false]);
    expect(claimed(post([["content-type", "application/json"]], "{}"))).toEqual([false, true]);
    expect(claimed(new Request("https://a.example", { headers: { "ce-specversion": "1.0" } }))).toEqual([false, false]);
  });

  test.each([
    ["no header", undefined],
    ["another secret", "Bearer secret-of-somebody-else"],
  ])("with %s is refused with 401, unread and not handled", async (_what, shown) => {
    const wire = post(
      shown
        ? [
            ["authorization", shown],
            ["ce-specversion", "1.0"],
          ]
        : [["ce-specversion", "1.0"]],
      "{}",
    );
    let handled = 0;
    await expect(
      handle(
        cloudEventsCodec(),
        wire,
        on(paid, () => handled++),
        testHost(),
      ),
    ).rejects.toMatchObject({
      code: "UNAUTHORIZED",
      status: 401,
    });
    expect([handled, wire.bodyUsed]).toEqual([0, false]);
  });

  test("is let in by a variable of another name where the function says so, and by none that is not set", async () => {
    const run = (env: object) =>
      handle(
        cloudEventsCodec({ secret: "MINE" }),
        send(event),
        on(paid, () => {}),
        testHost(undefined, { ...env }),
      );
    expect((await run({ MINE: environment.CLOUDEVENTS_SECRET })).status).toBe(204);
    await expect(run({})).rejects.toMatchObject({ code: "MISSING_SECRET", status: 401 });
  });

  test("that is no event is refused with 400", async () => {
    const wire = post([
      ["authorization", authorization],
      ["ce-specversion", "1.0"],
    ]);
    await expect(
      handle(
        cloudEventsCodec(),
        wire,
        on(paid, () => {}),
        testHost(),
      ),
    ).rejects.toMatchObject({ status: 400 });
  });

  test("and does not match is rejected alone", async () => {
    const seen: unknown[] = [];
    const buried: unknown[] = [];
    const fn = on(
      paid,
      { deadLetter: ({ id }, { message }) => void buried.push([id, message]) },
      ({ id }) => void seen.push(id),
    );
    const codec = cloudEventsCodec({ match: { type: "com.acme.paid", source: "/shop" }, deadLetter: true });
    const others = [event, { ...event, id: "2", type: "com.acme.refunded" }, { ...event, id: "3", source: "/other" }];
    expect((await handle(codec, send(others), fn, testHost())).status).toBe(204);
    expect(seen).toEqual(["1"]);
    expect(buried).toEqual([
      ["2", 'type is "com.acme.refunded", not "com.acme.paid"'],
      ["3", 'source is "/other", not "/shop"'],
    ]);
  });
});

describe("what goes back", () => {
  const run = async (handler: () => unknown, deadLetter?: () => unknown) => {
    const fn = on(paid, deadLetter ? { deadLetter } : {}, handler);
    const reply = await handle(cloudEventsCodec({ deadLetter: !!deadLetter }), send(event), fn, testHost());
    return [reply.status, reply.headers.get("retry-after"), reply.body];
  };

  test.each<[string, unknown[], () => unknown, (() => unknown)?]>([
    ["done is 204", [204, null, null], () => {}],
    ["a failure is 500, without a word of it", [500, null, null], () => Promise.reject(new Error("secret"))],
    ["a retry with a delay is 503 with Retry-After", [503, "90", null], () => new Retry("later", { after: "90s" })],
    ["a reject that was buried is 204", [204, null, null], () => Promise.reject(new Reject("no")), () => {}],
    ["a reject that nobody buries is a failure", [500, null, null], () => Promise.reject(new Reject("no"))],
    [
      "a dead letter that fails is a failure",
      [500, null, null],
      () => new Reject("no"),
      () => Promise.reject(new Error("full")),
    ],
  ])("%s", async (_rule, expected, handler, deadLetter) => {
    expect(await run(handler, deadLetter)).toEqual(expected);
  });

  test("one failure of a batch is the answer to all of it", async () => {
    const fn = on(paid, ({ id }) => (id === "2" ? new Retry("later", { after: "3s" }) : undefined));
    const wire = send([event, { ...event, id: "2" }, { ...event, id: "3" }]);
    const reply = await handle(cloudEventsCodec(), wire, fn, testHost());
    expect([reply.status, reply.headers.get("retry-after")]).toEqual([503, "3"]);
  });
});

describe("over the inverse", () => {
  const token = fc.stringMatching(/^[A-Za-z0-9]{1,20}$/);
  const incoming = fc.record(
    {
      event: fc
        .record({ id: token, source: token, type: token, subject: fc.string({ minLength: 1 }), data: json })
        .map((it) => ({ specversion: "1.0" as const, datacontenttype: "application/json", ...it })),
      trace: token,
    },
    { requiredKeys: ["event"] },
  ) as fc.Arbitrary<Incoming>;

  test("events come through as they were sent, one or many", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(incoming, { minLength: 1, maxLength: 4 }), async (sent) => {
        const wire = await cloudEventsInverse().wire({ events: sent });
        const codec = cloudEventsCodec();
        expect(codec.claims(wire)).toBe(true);
        const host = testHost();
        const { events } = codec.decode((await codec.open?.(wire, host)) ?? wire, invocationOf(host, wire));
        expect(events).toEqual(
          sent.map(({ event: it, trace }) => (trace ? { event: { ...it, traceparent: trace }, trace } : { event: it })),
        );
      }),
      SEED,
    );
  });

  test("the worst settlement comes out for all", async () => {
    const settlement = fc.oneof(
      fc.constant({ is: "done" as const }),
      fc.constant({ is: "reject" as const, error: new Error("no") }),
      fc.constant({ is: "retry" as const, error: new Error("again") }),
      fc
        .integer({ min: 1, max: 9999 })
        .map((s) => ({ is: "retry" as const, error: new Error("later"), afterMs: s * 1000 })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(settlement, { minLength: 1, maxLength: 4 }), fc.boolean(), async (made, deadLetter) => {
        const inverse = cloudEventsInverse();
        const wire = await inverse.wire({ events: made.map((_, i) => ({ event: { ...event, id: `${i}` } })) });
        const reply = await settle(cloudEventsCodec({ deadLetter }), wire, made, testHost());
        const seen = inverse.outcome(reply, wire, []) as readonly Settled[];
        const failing = made.some(({ is }) => is === "retry" || (is === "reject" && !deadLetter));
        expect(seen.map(({ is }) => is)).toEqual(made.map(() => (failing ? "retry" : "done")));
        const longest = Math.max(0, ...made.map((it) => ("afterMs" in it ? it.afterMs : 0)));
        expect((seen[0] as { afterMs?: number }).afterMs).toBe(longest || undefined);
      }),
      SEED,
    );
  });

  test("no headers and no bytes make more than events or a coded error", async () => {
    const name = fc.constantFrom("ce-specversion", "ce-id", "ce-type", "ce-source", "ce-time", "content-type");
    const value = fc.oneof(
      fc.constantFrom("1.0", "application/cloudevents+json", "application/cloudevents-batch+json", "application/json"),
      fc.string({ unit: "binary-ascii" }).map((text) => text.replace(/[\0\r\n]/g, "")),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value), fc.oneof(fc.uint8Array(), fc.json()), async (headers, body) => {
        const bytes = typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
        const wire = post([...Object.entries(headers), ["authorization", authorization]], bytes);
        const host = testHost();
        const codec = cloudEventsCodec();
        const opened = (await codec.open?.(wire, host)) ?? wire;
        try {
          expect(codec.decode(opened, invocationOf(host, wire)).events).toBeInstanceOf(Array);
        } catch (thrown) {
          expect(thrown).toMatchObject({ name: "UnmoorError", status: 400 });
        }
      }),
      SEED,
    );
  });
});
