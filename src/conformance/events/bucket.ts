import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier, Sent } from "./carrier.ts";
import { ends, only, sameTime } from "./expect.ts";
import { CHANNEL } from "./sent.ts";

const object = (key: string, more: object = {}): Sent => ({ data: { bucket: CHANNEL, key, ...more } });
const stored = (...keys: readonly string[]): Sent[] => keys.map((key, n) => object(`${key}/${n}.txt`));
const KEY = "done/a b+c/ü ✓ 100%25&=#?.txt";

/** Objects that come and go; the first part of a key says what becomes of its event. */
export const bucket: readonly Scenario<EventCarrier>[] = [
  {
    name: "an object's event names bucket and key, decoded",
    async run(on) {
      const delivered = await on.deliver("plain", [object(KEY)]);
      ends(delivered, "done");
      const { subject, data } = only(delivered.handled);
      assert.equal(subject, KEY);
      assert.partialDeepStrictEqual(data, { bucket: CHANNEL, key: KEY });
    },
  },
  {
    name: "an object's event says how large it is and its tag, without quotes",
    async run(on) {
      const facts = { size: 1234, etag: "b1946ac92492d2347c6235b4d2611184" };
      const { data } = only((await on.deliver("plain", [object("done/1", facts)])).handled);
      assert.partialDeepStrictEqual(data, facts);
    },
  },
  {
    name: "created and deleted have portable types",
    async run(on) {
      const variants = { plain: "dev.unmoor.bucket.created", deleted: "dev.unmoor.bucket.deleted" };
      for (const [variant, type] of Object.entries(variants)) {
        const delivered = await on.deliver(variant, [{ ...object("done/1"), type }]);
        assert.equal(only(delivered.handled).type, type);
      }
    },
  },
  {
    name: "an object's event says when it happened",
    async run(on) {
      const time = "2026-11-20T14:18:22.000Z";
      sameTime(only((await on.deliver("plain", [{ ...object("done/1"), time }])).handled).time, time);
    },
  },
  {
    name: "the id of an object's event is the same in every attempt",
    needs: ["id"],
    async run(on) {
      const id = "57H08PA84AB1JZW0-1";
      const ids = new Set<string>();
      for (const attempt of [1, 2])
        for (const told of (await on.deliver("plain", [{ ...object("throw/1"), id, attempt }])).handled)
          ids.add(told.id);
      assert.equal(ids.size, 1, [...ids].join());
    },
  },
  {
    name: "an object's event that fails comes again",
    run: async (on) => ends(await on.deliver("plain", stored("throw")), "again"),
  },
  {
    name: "an object's event that is rejected and kept by nobody is not acknowledged",
    run: async (on) => ends(await on.deliver("plain", stored("reject")), "failed"),
  },
  {
    name: "an object's event that is rejected reaches the dead letter with its object",
    async run(on) {
      const delivered = await on.deliver("kept", stored("reject"));
      ends(delivered, "aside");
      assert.partialDeepStrictEqual(only(delivered.buried).data, { bucket: CHANNEL, key: "reject/0.txt" });
    },
  },
  {
    name: "of several objects' events the failed one comes again alone",
    needs: ["partial"],
    run: async (on) => ends(await on.deliver("plain", stored("done", "throw", "done")), "done", "again", "done"),
    async lacking(on) {
      const { settled } = await on.deliver("plain", stored("done", "throw"));
      assert.notEqual(settled[1]?.is, "done");
    },
  },
  {
    name: "events of one message settle as one, and the worst wins",
    async run(on) {
      const receipt = `message-${crypto.randomUUID()}`;
      const sent = stored("done", "throw").map((one) => ({ ...one, receipt }));
      const { settled } = await on.deliver("plain", sent);
      assert.equal(settled[1]?.is, "retry");
      const [first, second] = settled;
      if (on.batches && first?.receipt !== undefined && first.receipt === second?.receipt && on.provider !== "memory")
        assert.equal(first.is, "retry");
    },
  },
  {
    name: "a batch handler gets objects, too",
    async run(on) {
      const delivered = await on.deliver("settled", stored("done", "done"));
      ends(delivered, "done", "done");
      assert.equal(delivered.handled.length, 2);
    },
  },
];
