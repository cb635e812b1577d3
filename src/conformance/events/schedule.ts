import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier, Sent } from "./carrier.ts";
import { ends, only, sameTime } from "./expect.ts";

/** The run that is due. */
const runOn = (on: EventCarrier, attempt = 1): Sent & { readonly time: string } => ({
  time: new Date(Math.floor(on.now() / 60_000) * 60_000).toISOString(),
  id: "run-1",
  attempt,
});

/**
 * What happens within one minute: where a platform does not say which run it is, the function's own clock does, and on
 * a real one the next run may be due in between.
 */
async function inOneMinute<T>(on: EventCarrier, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const { time } = runOn(on);
    const result = await work();
    if (runOn(on).time === time) return result;
  }
}

/** A platform that never repeats a run has it kept, or tells of a failure. */
const kept = async (on: EventCarrier, variant: string): Promise<void> => {
  const { settled, buried } = await on.deliver(variant, [runOn(on)]);
  assert.ok(settled[0]?.is !== "done" || buried.length === 1);
};

export const schedule: readonly Scenario<EventCarrier>[] = [
  {
    name: "a run is an event without data that says when it was due",
    async run(on) {
      const { delivered, run } = await inOneMinute(on, async () => {
        const run = runOn(on);
        return { run, delivered: await on.deliver("plain", [run]) };
      });
      ends(delivered, "done");
      const { type, time, data, id, source } = only(delivered.handled);
      assert.equal(type, "dev.unmoor.schedule");
      sameTime(time, run.time);
      assert.equal(data, undefined);
      assert.ok(id && source);
    },
  },
  {
    name: "a run that is repeated has the same id",
    needs: ["id"],
    async run(on) {
      const ids = await inOneMinute(on, async () => {
        const ids: string[] = [];
        for (const attempt of [1, 2])
          for (const { id } of (await on.deliver("plain", [runOn(on, attempt)])).handled) ids.push(id);
        return ids;
      });
      assert.equal(new Set(ids).size, 1, ids.join());
    },
  },
  {
    name: "a run that fails is repeated",
    needs: ["redelivery"],
    run: async (on) => ends(await on.deliver("throw", [runOn(on)]), "again"),
    lacking: (on) => kept(on, "throw"),
  },
  {
    name: "a run that fails is no dead letter while there are attempts left",
    needs: ["redelivery"],
    async run(on) {
      const delivered = await on.deliver("throwKept", [runOn(on)]);
      ends(delivered, "again");
      assert.equal(delivered.buried.length, 0);
    },
    lacking: (on) => kept(on, "throwKept"),
  },
  {
    name: "the delay of a run's Retry is kept",
    needs: ["delay"],
    async run(on) {
      const { settled } = await on.deliver("later", [runOn(on)]);
      assert.partialDeepStrictEqual(settled, [{ is: "retry", afterMs: 300_000 }]);
    },
    lacking: (on) => kept(on, "later"),
  },
  {
    name: "a run that is rejected and kept by nobody is a failure",
    run: async (on) => ends(await on.deliver("reject", [runOn(on)]), "failed"),
  },
  {
    name: "a run that is rejected reaches the dead letter",
    async run(on) {
      const delivered = await on.deliver("kept", [runOn(on)]);
      ends(delivered, "aside");
      assert.equal(only(delivered.buried).reason, "never");
    },
  },
  {
    name: "a run that hangs is given up before the deadline",
    async run(on) {
      const delivered = await on.deliver("hang", [runOn(on)]);
      ends(delivered, "failed");
      assert.ok(delivered.tookMs < 30_000);
    },
  },
];
