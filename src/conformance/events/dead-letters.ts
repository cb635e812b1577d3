import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier } from "./carrier.ts";
import { ends, handled, numbered, numbersOf, only } from "./expect.ts";
import { ATTEMPTS } from "./sent.ts";

export const deadLetters: readonly Scenario<EventCarrier>[] = [
  {
    name: "a rejected event is kept by the dead-letter handler, and acknowledged",
    async run(on) {
      const delivered = await on.deliver("kept", numbered({ do: "reject", data: { deep: ["✓"] } }));
      ends(delivered, "aside");
      const { reason, data, id } = only(delivered.buried);
      assert.equal(reason, "never");
      assert.deepEqual(data, { n: 0, do: "reject", deep: ["✓"] });
      assert.equal(id, only(delivered.handled).id);
    },
  },
  {
    name: "what is done or comes again is not dead-lettered",
    async run(on) {
      const good = await on.deliver("kept", numbered("done"));
      const bad = await on.deliver("kept", numbered("throw"));
      ends(good, "done");
      ends(bad, "again");
      assert.deepEqual([good.buried, bad.buried], [[], []]);
    },
  },
  {
    name: "a failure of the last attempt is dead-lettered",
    needs: ["attempt"],
    async run(on) {
      const delivered = await on.deliver("kept", numbered({ do: "throw", attempt: ATTEMPTS, data: {} }));
      ends(delivered, "aside");
      assert.equal(only(delivered.buried).reason, "thrown");
    },
    // Nobody can know that it is the last: it comes again until the provider gives up.
    async lacking(on) {
      const { settled, buried } = await on.deliver("kept", numbered({ do: "throw", attempt: ATTEMPTS, data: {} }));
      assert.ok(settled[0]?.is === "retry" || buried.length === 1);
    },
  },
  {
    name: "a failure of the last attempt that nobody keeps is not acknowledged",
    run: async (on) =>
      ends(await on.deliver("plain", numbered({ do: "throw", attempt: ATTEMPTS, data: {} })), "failed"),
  },
  {
    name: "a dead-letter handler that fails has the event delivered again",
    async run(on) {
      const delivered = await on.deliver("kept", numbered({ do: "reject", data: { bury: "throw" } }));
      ends(delivered, "again");
      assert.equal(delivered.buried.length, 1);
    },
  },
  {
    name: "a dead-letter handler that hangs has the event delivered again",
    run: async (on) => ends(await on.deliver("kept", numbered({ do: "reject", data: { bury: "hang" } })), "again"),
  },
  {
    name: "a dead letter among good ones has none of them delivered again",
    async run(on) {
      const delivered = await on.deliver("kept", numbered("done", "reject", "done"));
      ends(delivered, "done", "aside", "done");
      handled(delivered, 0, 1, 2);
      assert.deepEqual(numbersOf(delivered.buried), [1]);
    },
  },
];
