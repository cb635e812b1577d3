import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier } from "./carrier.ts";
import { alone, ends, handled, numbered, peak } from "./expect.ts";

/** Deadlines and how many handlers run at a time. */
export const time: readonly Scenario<EventCarrier>[] = [
  {
    name: "a handler that hangs is given up before the deadline, and its event comes again",
    async run(on) {
      const delivered = await on.deliver("plain", numbered("hang"));
      ends(delivered, "again");
      assert.ok(delivered.tookMs < 30_000, `after ${delivered.tookMs} ms`);
    },
  },
  {
    name: "a handler that hangs is given up at the function's own timeout",
    async run(on) {
      const delivered = await on.deliver("brief", numbered("hang"));
      ends(delivered, "again");
      assert.ok(delivered.tookMs <= 2000 + (on.lateMs ?? 0), `after ${delivered.tookMs} ms`);
    },
  },
  {
    name: "a handler that hangs is no dead letter while there are attempts left",
    async run(on) {
      const delivered = await on.deliver("kept", numbered("hang"));
      ends(delivered, "again");
      assert.equal(delivered.buried.length, 0);
    },
  },
  {
    name: "a handler that hangs spoils nothing that was done before",
    async run(on) {
      const delivered = await on.deliver("plain", numbered("done", "hang"));
      handled(delivered, 0, 1);
      assert.notEqual(delivered.settled[1]?.is, "done");
      if (alone(on)) ends(delivered, "done", "again");
    },
  },
  {
    name: "a handler that heeds its signal is done",
    run: async (on) => ends(await on.deliver("plain", numbered("heed")), "done"),
  },
  {
    name: "near the deadline nothing is begun, and what was not begun comes again",
    async run(on) {
      const delivered = await on.deliver("serial", numbered("done", "heed", "done", "done"));
      if (!on.batches) return ends(delivered, "done", "done", "done", "done");
      handled(delivered, 0, 1);
      if (alone(on)) ends(delivered, "done", "done", "again", "again");
      else ends(delivered, "again", "again", "again", "again");
    },
  },
  {
    name: "with a concurrency of one, handlers run one after the other",
    async run(on) {
      const delivered = await on.deliver("serial", numbered("slow", "slow", "slow", "slow"));
      ends(delivered, "done", "done", "done", "done");
      assert.equal(peak(delivered.handled), 1);
    },
  },
  {
    name: "never more handlers run than the function allows",
    async run(on) {
      const lanes = on.traits.order === true ? "abcdef" : "";
      const sent = numbered("slow", "slow", "slow", "slow", "slow", "slow");
      const delivered = await on.deliver(
        "narrow",
        sent.map((one, n) => ({ ...one, ...(lanes && { lane: `conformance-${n}` }) })),
      );
      handled(delivered, 0, 1, 2, 3, 4, 5);
      assert.ok(peak(delivered.handled) <= 2, `${peak(delivered.handled)} at a time`);
    },
  },
];
