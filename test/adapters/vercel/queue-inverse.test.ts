import fc from "fast-check";
import type { CloudEvent, Settled } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { queueInverse } from "../../../adapters/vercel/inverse/queue.ts";
import { queueCodec } from "../../../adapters/vercel/runtime.ts";
import { invocationOf, settle, testHost } from "./host.ts";
import { HEADERS, wire } from "./message.ts";

const SEED = { seed: 20261121, numRuns: 300 };
/** What JSON can hold: no `-0`. */
const json = fc.json().map((text) => JSON.parse(text) as unknown);

describe("a queue over its inverse", () => {
  const token = fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/);
  const time = fc.date({ min: new Date("2000-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });
  const data = fc.oneof(
    json.map((value) => ({ datacontenttype: "application/json", data: value as unknown })),
    fc.string().map((value) => ({ datacontenttype: "text/plain", data: (value || undefined) as unknown })),
    fc.uint8Array({ minLength: 1, maxLength: 200 }).map((value) => ({
      datacontenttype: "application/octet-stream",
      data: value as unknown,
    })),
  );
  const carried = fc
    .record({ id: token, source: token.map((name) => `/${name}`), time, data })
    .map(({ time: at, data: given, ...rest }) => ({
      specversion: "1.0" as const,
      type: "dev.unmoor.queue",
      time: at.toISOString(),
      ...rest,
      ...given,
    }));
  const foreign = fc
    .record({ id: token, source: token, type: token, subject: fc.string({ minLength: 1 }), data: json })
    .map((event) => ({ specversion: "1.0" as const, ...event }));
  const delivery = fc.record(
    {
      event: fc.oneof(carried, foreign) as fc.Arbitrary<CloudEvent>,
      receipt: token,
      channel: token,
      attempt: fc.integer({ min: 1, max: 40 }),
      trace: token,
      last: fc.constant(true as const),
    },
    { requiredKeys: ["event", "receipt", "channel", "attempt"] },
  );

  test("a delivery comes through as it was sent", async () => {
    await fc.assert(
      fc.asyncProperty(delivery, async (sent) => {
        const inverse = queueInverse();
        const codec = queueCodec();
        const native = await inverse.wire({ events: [sent] });
        expect(codec.claims(native)).toBe(true);
        const host = testHost(inverse.serve);
        const opened = (await codec.open?.(native, host)) as typeof native;
        expect(codec.decode(opened, invocationOf(host, native))).toEqual({ events: [{ last: false, ...sent }] });
      }),
      SEED,
    );
  });

  test("what a request cannot hold comes through, too", async () => {
    const event = {
      specversion: "1.0",
      id: "big",
      source: "/s",
      type: "dev.unmoor.queue",
      time: "2026-11-20T14:18:22.458Z",
    } as const;
    const bytes = new Uint8Array(5_000_000).map((_, i) => (i * 2_654_435_761) >>> 24);
    const sent = {
      event: { ...event, datacontenttype: "application/octet-stream", data: bytes },
      receipt: "r",
      channel: "orders",
      attempt: 2,
    };
    const inverse = queueInverse();
    const host = testHost(inverse.serve);
    const native = await inverse.wire({ events: [sent] });
    const opened = await queueCodec().open?.(native, host);
    expect(host.calls).toHaveLength(1);
    const { events } = queueCodec().decode(opened as typeof native, invocationOf(host, native));
    expect(events[0]?.attempt).toBe(2);
    expect(Buffer.compare(events[0]?.event.data as Uint8Array, bytes)).toBe(0);
  });

  test("a settlement comes out as it was made; a reject that was buried is settled as done", async () => {
    const settlement = fc.oneof(
      fc.constant({ is: "done" as const }),
      fc.constant({ is: "reject" as const, error: new Error("no") }),
      fc.constant({ is: "retry" as const, error: new Error("again") }),
      fc.nat(3600).map((seconds) => ({ is: "retry" as const, error: new Error("later"), afterMs: seconds * 1000 })),
    );
    await fc.assert(
      fc.asyncProperty(settlement, fc.boolean(), async (made, deadLetter) => {
        const inverse = queueInverse();
        const host = testHost(inverse.serve);
        const event = { specversion: "1.0", id: "1", source: "/s", type: "dev.unmoor.queue", data: 1 } as const;
        const native = await inverse.wire({ events: [{ event, receipt: "r" }] });
        const settled: Settled = { ...made, receipt: "r" };
        const reply = await settle(queueCodec({ deadLetter }), native, [settled], host);
        const [seen] = inverse.outcome(reply, native, host.requests) as readonly Settled[];
        const is = made.is === "reject" ? (deadLetter ? "done" : "retry") : made.is;
        expect(seen).toMatchObject({ is, receipt: "r" });
        expect((seen as { afterMs?: number }).afterMs).toBe("afterMs" in made ? made.afterMs : undefined);
      }),
      SEED,
    );
  });

  test("no headers and no bytes make more than an event or a coded error", async () => {
    const name = fc.constantFrom(...Object.keys(HEADERS));
    const value = fc.string({ unit: "binary-ascii" }).map((text) => text.replace(/[\0\r\n]/g, ""));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value), fc.uint8Array(), async (changed, body) => {
        const codec = queueCodec();
        const host = testHost();
        const native = wire({ ...changed, "ce-type": HEADERS["ce-type"] }, body);
        try {
          const { events } = codec.decode((await codec.open?.(native, host)) ?? native, invocationOf(host, native));
          expect(events[0]?.event.specversion).toBe("1.0");
        } catch (thrown) {
          expect(["INVALID_MESSAGE", "MISSING_TOKEN"]).toContain((thrown as { code?: string }).code);
        }
      }),
      SEED,
    );
  });
});
