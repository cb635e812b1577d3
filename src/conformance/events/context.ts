import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier } from "./carrier.ts";
import { ends, numbered, only } from "./expect.ts";

const TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

export const context: readonly Scenario<EventCarrier>[] = [
  {
    name: "the context says which function runs where",
    async run(on) {
      const told = only((await on.deliver("plain", numbered("done"))).handled);
      assert.deepEqual([told.function, told.provider], [`${on.trigger}Plain`, on.provider]);
      assert.ok(told.invocation);
    },
  },
  {
    name: "the context says which attempt it is",
    needs: ["attempt"],
    async run(on) {
      for (const attempt of [1, 3]) {
        const delivered = await on.deliver("plain", numbered({ attempt, data: {} }));
        assert.equal(only(delivered.handled).attempt, attempt);
      }
    },
    // Nobody says the first of what may be the third.
    async lacking(on) {
      const { attempt } = only((await on.deliver("plain", numbered({ attempt: 3, data: {} }))).handled);
      assert.ok(attempt === undefined || attempt === 3, `${attempt}`);
    },
  },
  {
    name: "the id of an event is the same in every attempt",
    needs: ["id"],
    async run(on) {
      const id = `again-${crypto.randomUUID().slice(0, 8)}-7`;
      const ids = new Set<string>();
      for (const attempt of [1, 2, 3])
        for (const { id: told } of (await on.deliver("plain", numbered({ id, attempt, do: "throw", data: {} })))
          .handled)
          ids.add(told);
      assert.equal(ids.size, 1, [...ids].join());
    },
  },
  {
    name: "different events have different ids",
    async run(on) {
      const { handled } = await on.deliver("plain", numbered("done", "done", "done"));
      assert.equal(new Set(handled.map(({ id }) => id)).size, 3);
    },
  },
  {
    name: "the trace of the sender goes on in the handler",
    needs: ["trace"],
    async run(on) {
      const delivered = await on.deliver("plain", numbered({ trace: TRACE, data: {} }));
      ends(delivered, "done");
      assert.equal(only(delivered.handled).trace?.slice(3, 35), TRACE.slice(3, 35));
    },
    lacking: async (on) => ends(await on.deliver("plain", numbered({ trace: TRACE, data: {} })), "done"),
  },
  {
    name: "a failure is logged with the id of its event",
    async run(on) {
      const { handled, log } = await on.deliver("plain", numbered("throw"));
      const lines = log.split("\n").filter((line) => line.includes("retry") && line.includes("thrown"));
      assert.ok(
        lines.some((line) => line.includes(JSON.stringify(only(handled).id))),
        log,
      );
    },
  },
];
