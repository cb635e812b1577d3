import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier, Sent } from "./carrier.ts";
import { ends, only, sameTime } from "./expect.ts";
import { MATCH } from "./sent.ts";

type EventScenario = Scenario<EventCarrier>;

/** Data of one kind arrive as they were sent. */
const arrives = (
  name: string,
  ...all: readonly { readonly data?: unknown; readonly told?: unknown }[]
): EventScenario => ({
  name,
  async run(on) {
    for (const { data, told = data } of all) {
      const delivered = await on.deliver("plain", [{ data }]);
      ends(delivered, "done");
      assert.deepEqual(only(delivered.handled).data, told);
    }
  },
});

const bytes = Uint8Array.from([0, 255, 254, 128, 10, 13, 0xc3]);

/** As many characters as the platform takes, and not more than a test should. */
function largest({ limits }: EventCarrier): number {
  const { eventBytes = 5e6, requestBytes = 5e6 } = limits;
  return Math.floor(Math.min(5e6, eventBytes * 0.7, requestBytes * 0.7)) - 4096;
}

/** An event of another sender, as its own CloudEvent. */
const foreign = (on: EventCarrier): Sent => ({
  id: "order/17 #1",
  source: "https://shop.example/orders",
  type: on.trigger === "cloudEvent" ? MATCH.type : "com.example.ordered",
  subject: "17",
  time: "2026-01-02T03:04:05.678Z",
  data: { total: 3 },
  extensions: { region: "eu", partitionkey: "k" },
});

export const data: readonly EventScenario[] = [
  arrives("JSON arrives as it was sent", { data: { text: "✓ \u0000 \ud83d\ude00", list: [1, [null], {}], "": 0.1 } }),
  arrives("a JSON list arrives as it was sent", { data: [1, "2", null] }),
  {
    ...arrives(
      "JSON that is neither object nor list arrives as it was sent",
      ...[0, false, null].map((data) => ({ data })),
    ),
    needs: ["bodies"],
    // It never reached the function, and nobody may think that it did.
    async lacking(on) {
      const delivered = await on.deliver("plain", [{ data: 0 }]);
      ends(delivered, "again");
      assert.equal(delivered.handled.length, 0);
    },
  },
  arrives("text arrives as text", { data: "hello, ✓\r\n" }),
  arrives("bytes that are no text arrive as bytes", {
    data: bytes,
    told: { $bytes: Buffer.from(bytes).toString("base64") },
  }),
  arrives("an event without data has none", {}),
  {
    name: "data as large as the provider takes arrive whole",
    async run(on) {
      const text = "x".repeat(largest(on));
      const delivered = await on.deliver("plain", [{ data: text }]);
      ends(delivered, "done");
      assert.deepEqual(only(delivered.handled).data, { $length: text.length });
    },
  },
  {
    name: "a CloudEvent of another sender keeps its own attributes",
    async run(on) {
      const sent = foreign(on);
      const delivered = await on.deliver("plain", [sent]);
      ends(delivered, "done");
      const { id, source, type, subject, time, data, extensions } = only(delivered.handled);
      assert.deepEqual(
        { id, source, type, subject, data },
        {
          id: sent.id,
          source: sent.source,
          type: sent.type,
          subject: sent.subject,
          data: sent.data,
        },
      );
      sameTime(time, `${sent.time}`);
      assert.equal(extensions.region, "eu");
    },
  },
  {
    name: "an event says when it was made, in RFC 3339",
    async run(on) {
      const time = "2026-11-20T14:18:22.458Z";
      const delivered = await on.deliver("plain", [{ data: {}, time }]);
      sameTime(only(delivered.handled).time, time);
    },
  },
  {
    name: "an older event after a newer one is handled like any other",
    async run(on) {
      const times = ["2026-11-20T12:00:02.000Z", "2026-11-20T12:00:01.000Z", "2026-11-20T12:00:00.000Z"];
      const delivered = await on.deliver(
        "plain",
        times.map((time, n) => ({ time, data: { n } })),
      );
      ends(delivered, "done", "done", "done");
      const seen = delivered.handled.toSorted((a, b) => (a.data as { n: number }).n - (b.data as { n: number }).n);
      for (const [n, time] of times.entries()) sameTime(seen[n]?.time, time);
    },
  },
  {
    name: "an event has what CloudEvents 1.0 asks for",
    async run(on) {
      const { id, source, type, datacontenttype } = only((await on.deliver("plain", [{ data: { n: 1 } }])).handled);
      for (const attribute of [id, source]) assert.ok(typeof attribute === "string" && attribute);
      assert.equal(type, on.trigger === "cloudEvent" ? MATCH.type : `dev.unmoor.${on.trigger}`);
      assert.match(datacontenttype ?? "application/json", /^application\/json/);
    },
  },
];
