import type { AnyShape, CloudEvent, Codec } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/vercel/index.ts";
import type { Pushed } from "../../../adapters/vercel/runtime.ts";
import { recorded, recordings, requestOf } from "./fixtures.ts";
import { invocationOf, testHost } from "./host.ts";

const codecs = Object.entries(adapter.shapes)
  // A request is a request: HTTP functions take whatever their routes lead to them.
  .filter(([name]) => name !== "fetch")
  .map(
    ([name, shape]) =>
      [name, (shape as AnyShape & { codec(options: object): Codec<"events", Pushed> }).codec({})] as const,
  );

/** What the tables of the documentation say of each recording. */
const EXPECTED: Readonly<Record<string, readonly [shape: string, event: Partial<CloudEvent>, incoming: object]>> = {
  "cron-request.constructed.json": [
    "cron",
    {
      id: "nightly@2026-11-20T14:18:00.000Z",
      source: "/cron/nightly",
      type: "dev.unmoor.schedule",
      time: "2026-11-20T14:18:00.000Z",
    },
    { last: true },
  ],
  "queue-from-schedule.json": [
    "queue",
    {
      id: "4b1557fd374cc90ecc6d978fba4133f1",
      data: {
        scheduleId: "sch_01M7WN4ZAQBPCPEJT4ECQRP95Y",
        executionId: "schx_1VE3664JST9TK7BDTWEW00PHSR",
        name: "to-queue",
        namespace: "default",
        trackId: "development",
        scheduledAt: "2026-11-20T14:18:31.808Z",
        source: "static",
      },
    },
    { receipt: "abb2e2657415a9672d5af1d9d647063a", attempt: 1, channel: "orders" },
  ],
  "queue-v2beta-delivery1.json": [
    "queue",
    {
      id: "32b48533331455662333f815284a3c17",
      source: "/topic/orders/consumer/api_Squeue_Dts",
      type: "dev.unmoor.queue",
      time: "2026-11-20T14:18:22.458Z",
      datacontenttype: "application/json",
      data: { order: 1 },
    },
    { receipt: "2b483375e42bf9b025a7644dee14c1f4", attempt: 1, channel: "orders" },
  ],
  "queue-v2beta-redelivery3.json": [
    "queue",
    { id: "f6492dec6788007d7ec7263eb94c8622", time: "2026-11-20T14:18:26.539Z", data: { order: "fail" } },
    { receipt: "95bcfcc8ef459db917ca1ae86c5b33fc", attempt: 3, channel: "orders" },
  ],
  "schedule-v1beta-function.json": [
    "schedules",
    {
      id: "schx_30P0VBEJN06R33N3KGMCH3YGCQ",
      source: "/schedule/default/nightly",
      type: "dev.unmoor.schedule",
      time: "2026-11-20T14:18:26.625Z",
    },
    { last: true },
  ],
};

describe.skipIf(!recorded)("each recorded request", () => {
  test("has an expectation", () => {
    expect(recordings().map(([name]) => name)).toEqual(Object.keys(EXPECTED));
  });

  test.each(Object.keys(EXPECTED))(
    "%s is claimed by the one codec of its trigger, and decodes without loss",
    async (name) => {
      const [shape, event, incoming] = EXPECTED[name] as (typeof EXPECTED)[string];
      const wire = requestOf(name, name.startsWith("cron") ? { authorization: "Bearer secret-of-the-inverse" } : {});
      expect(codecs.filter(([, codec]) => codec.claims(wire)).map(([it]) => it)).toEqual([shape]);
      const codec = codecs.find(([it]) => it === shape)?.[1] as Codec<"events", Pushed>;
      const host = testHost(undefined, { VERCEL_QUEUE_TOKEN: "dev" });
      const { events } = codec.decode((await codec.open?.(wire, host)) ?? wire, invocationOf(host, wire));
      expect(events).toHaveLength(1);
      expect(events[0]).toMatchObject({ event, ...incoming });
      expect(events[0]?.fault).toBeUndefined();
    },
  );
});
