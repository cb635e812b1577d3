import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier } from "./carrier.ts";
import { ends, handled, numbered, numbersOf } from "./expect.ts";

type EventScenario = Scenario<EventCarrier>;

/** Failures that stand behind what is good, so that they say the same of a lane. */
const byIndex = (name: string, variant: string): EventScenario => ({
  name,
  needs: ["partial"],
  async run(on) {
    const delivered = await on.deliver(variant, numbered("done", "done", "later", "reject"));
    ends(delivered, "done", "done", "again", "failed");
    handled(delivered, 0, 1, 2, 3);
  },
  async lacking(on) {
    const { settled } = await on.deliver(variant, numbered("done", "later"));
    assert.notEqual(settled[1]?.is, "done");
  },
});

const wholly = (name: string, variant: string): EventScenario => ({
  name,
  async run(on) {
    const delivered = await on.deliver(variant, numbered("done", "done", "done"));
    ends(delivered, "again", "again", "again");
  },
});

export const batches: readonly EventScenario[] = [
  {
    name: "events of a delivery come in one call; where each is a delivery, in batches of one",
    async run(on) {
      const delivered = await on.deliver("settled", numbered("done", "done", "done"));
      ends(delivered, "done", "done", "done");
      handled(delivered, 0, 1, 2);
      for (const { size } of delivered.handled) assert.equal(size, on.batches ? 3 : 1);
    },
  },
  {
    name: "a call never has more events than the function asked for",
    async run(on) {
      const delivered = await on.deliver("pairs", numbered("done", "done", "done", "done", "done"));
      ends(delivered, "done", "done", "done", "done", "done");
      handled(delivered, 0, 1, 2, 3, 4);
      assert.ok(delivered.handled.every(({ size }) => size <= 2));
    },
  },
  byIndex("results by index: nothing, Retry and Reject", "given"),
  byIndex("the result of Promise.allSettled fits as it is", "settled"),
  wholly("a batch handler that throws fails the whole batch", "failing"),
  wholly("results of another number than the events retry all of them", "miscounting"),
  {
    name: "a batch handler that returns nothing has done all",
    run: async (on) => ends(await on.deliver("silent", numbered("done", "throw")), "done", "done"),
  },
  {
    name: "a rejected event of a batch is dead-lettered alone",
    async run(on) {
      const delivered = await on.deliver("settledKept", numbered("done", "reject", "done"));
      ends(delivered, "done", "aside", "done");
      assert.deepEqual(numbersOf(delivered.buried), [1]);
    },
  },
  {
    name: "an event that the schema refuses is left out of its batch",
    async run(on) {
      const delivered = await on.deliver("checkedBatch", [{ data: { n: 1 } }, { data: {} }, { data: { n: 3 } }]);
      ends(delivered, "done", "aside", "done");
      assert.deepEqual(
        delivered.handled.map(({ data, size }) => [data, size]),
        [2, 6].map((doubled) => [{ doubled }, on.batches ? 2 : 1]),
      );
    },
  },
  {
    name: "a batch handler that hangs is given up, and its batch comes again",
    async run(on) {
      const delivered = await on.deliver("settled", numbered("hang", "done"));
      assert.equal(delivered.settled[0]?.is, "retry");
      if (on.batches) ends(delivered, "again", "again");
    },
  },
];
