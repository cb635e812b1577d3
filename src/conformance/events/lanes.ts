import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier, Sent } from "./carrier.ts";
import { alone, ends, handled, numbered, numbersOf, peak } from "./expect.ts";

/** `a0:done b0:throw …`: lane and plan. */
const inLanes = (...plans: readonly `${string}:${string}`[]): Sent[] =>
  numbered(
    ...plans.map((plan) => {
      const [lane, what] = plan.split(":") as [string, string];
      // As partitions are called.
      return { lane: `conformance-${lane.charCodeAt(0) - 97}`, do: what, data: {} };
    }),
  );

/** Message groups, shards and partitions. */
export const lanes: readonly Scenario<EventCarrier>[] = [
  {
    name: "events of a lane are handled in order, one at a time",
    needs: ["order"],
    async run(on) {
      const delivered = await on.deliver("plain", inLanes("a:slow", "a:slow", "a:slow", "a:slow"));
      ends(delivered, "done", "done", "done", "done");
      assert.deepEqual(numbersOf(delivered.handled), [0, 1, 2, 3]);
      assert.equal(peak(delivered.handled), 1);
    },
    lacking: async (on) => handled(await on.deliver("plain", inLanes("a:slow", "a:slow")), 0, 1),
  },
  {
    name: "a lane stops at its first retry: nothing behind it is handled, and all of it comes again",
    needs: ["order"],
    async run(on) {
      const delivered = await on.deliver("plain", inLanes("a:done", "a:throw", "a:done", "a:done"));
      handled(delivered, 0, 1);
      ends(delivered, alone(on) ? "done" : "again", "again", "again", "again");
    },
    async lacking(on) {
      const { settled } = await on.deliver("plain", inLanes("a:done", "a:throw"));
      assert.notEqual(settled[1]?.is, "done");
    },
  },
  {
    name: "a lane that stops holds up no other",
    needs: ["order"],
    async run(on) {
      const delivered = await on.deliver("plain", inLanes("a:throw", "b:done", "a:done", "b:done"));
      handled(delivered, 0, 1, 3);
      assert.deepEqual([delivered.settled[0]?.is, delivered.settled[2]?.is], ["retry", "retry"]);
      if (alone(on)) ends(delivered, "again", "done", "again", "done");
    },
  },
  {
    name: "a dead letter does not stop its lane",
    needs: ["order"],
    async run(on) {
      const delivered = await on.deliver("kept", inLanes("a:reject", "a:done"));
      ends(delivered, "aside", "done");
      handled(delivered, 0, 1);
    },
  },
  {
    name: "a dead-letter handler that fails stops its lane",
    needs: ["order"],
    async run(on) {
      const [first, second] = inLanes("a:reject", "a:done");
      const broken = { ...first, data: { ...(first?.data as object), bury: "throw" } };
      const delivered = await on.deliver("kept", [broken, second as Sent]);
      ends(delivered, "again", "again");
      handled(delivered, 0);
    },
  },
  {
    name: "a handler that hangs stops its lane and no other",
    needs: ["order"],
    async run(on) {
      const delivered = await on.deliver("plain", inLanes("a:hang", "a:done", "b:done"));
      handled(delivered, 0, 2);
      assert.deepEqual([delivered.settled[0]?.is, delivered.settled[1]?.is], ["retry", "retry"]);
      if (alone(on)) assert.equal(delivered.settled[2]?.is, "done");
    },
  },
  {
    name: "batches are of one lane",
    needs: ["order"],
    async run(on) {
      const delivered = await on.deliver("settled", inLanes("a:done", "b:done", "a:done", "b:done"));
      ends(delivered, "done", "done", "done", "done");
      assert.ok(delivered.handled.every(({ size }) => size === (on.batches ? 2 : 1)));
    },
  },
  {
    name: "a batch of a lane that fails stops it",
    needs: ["order"],
    async run(on) {
      const delivered = await on.deliver("pairs", inLanes("a:done", "a:throw", "a:done", "a:done"));
      assert.equal(delivered.settled[1]?.is, "retry");
      assert.deepEqual([delivered.settled[2]?.is, delivered.settled[3]?.is], ["retry", "retry"]);
      assert.ok(numbersOf(delivered.handled).every((n) => n < 2));
    },
  },
];
