import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier, Sent } from "./carrier.ts";
import { alone, ends, handled, numbered, only } from "./expect.ts";

type EventScenario = Scenario<EventCarrier>;

/** Events that do not wait for each other: of a stream, each in a lane of its own. */
const apart = ({ trigger }: EventCarrier, ...plans: readonly string[]): Sent[] =>
  numbered(...plans).map((one, n) => (trigger === "stream" ? { ...one, lane: `conformance-${n}` } : one));

/** A way to fail, after which the event comes again. */
const again = (name: string, what: string): EventScenario => ({
  name,
  async run(on) {
    const delivered = await on.deliver("plain", numbered(what));
    ends(delivered, "again");
    handled(delivered, 0);
  },
});

const MINUTES = 5 * 60_000;

/** The delay that a handler asked for is what the provider waits. */
const delayed = (name: string, what: string): EventScenario => ({
  name,
  needs: ["delay"],
  async run(on) {
    const { settled } = await on.deliver("plain", numbered(what));
    assert.partialDeepStrictEqual(settled, [{ is: "retry", afterMs: MINUTES }]);
  },
  lacking: async (on) => ends(await on.deliver("plain", numbered(what)), "again"),
});

export const outcomes: readonly EventScenario[] = [
  {
    name: "an event whose handler returns is done",
    async run(on) {
      const delivered = await on.deliver("plain", numbered("done"));
      ends(delivered, "done");
      assert.equal(only(delivered.handled).size, 1);
    },
  },
  {
    name: "many events are handled once each, and done",
    async run(on) {
      const delivered = await on.deliver("plain", numbered(...Array.from({ length: 25 }, () => "done")));
      ends(delivered, ...Array.from({ length: 25 }, () => "done" as const));
      handled(delivered, ...Array.from({ length: 25 }, (_, n) => n));
    },
  },
  again("a thrown error is a retry", "throw"),
  again("a thrown text is a retry", "text"),
  again("a thrown nothing is a retry", "nothing"),
  again("a thrown Retry is a retry", "retry"),
  delayed("the delay of a thrown Retry is kept", "later"),
  delayed("a returned Retry counts as thrown, with its delay", "give-later"),
  {
    name: "whatever else a handler returns is done",
    run: async (on) => ends(await on.deliver("plain", numbered("value")), "done"),
  },
  {
    name: "a Reject that nobody keeps is not acknowledged",
    async run(on) {
      const delivered = await on.deliver("plain", numbered("reject"));
      ends(delivered, "failed");
      assert.equal(delivered.buried.length, 0);
    },
  },
  {
    name: "a returned Reject counts as thrown",
    run: async (on) => ends(await on.deliver("plain", numbered("give-reject")), "failed"),
  },
  {
    name: "a poison event among good ones comes again alone",
    needs: ["partial"],
    async run(on) {
      ends(await on.deliver("plain", apart(on, "done", "throw", "done")), "done", "again", "done");
    },
    async lacking(on) {
      const { settled } = await on.deliver("plain", numbered("done", "throw", "done"));
      assert.notEqual(settled[1]?.is, "done");
    },
  },
  {
    name: "several poison events among good ones come again, and no other",
    needs: ["partial"],
    async run(on) {
      const sent = apart(on, "throw", "done", "retry", "done", "later");
      ends(await on.deliver("plain", sent), "again", "done", "again", "done", "again");
    },
    async lacking(on) {
      const { settled } = await on.deliver("plain", numbered("throw", "done", "retry"));
      assert.deepEqual([settled[0]?.is, settled[2]?.is], ["retry", "retry"]);
    },
  },
  {
    name: "good events beside a poison one are handled",
    async run(on) {
      // Of a stream they must stand before it.
      const delivered = await on.deliver("plain", numbered("done", "done", "throw"));
      handled(delivered, 0, 1, 2);
      if (alone(on)) ends(delivered, "done", "done", "again");
    },
  },
  {
    name: "a duplicate is handled like the first",
    async run(on) {
      const [event] = numbered({ id: `twice-${crypto.randomUUID().slice(0, 8)}-1`, data: {} });
      const first = await on.deliver("plain", [event as object]);
      const second = await on.deliver("plain", [event as object]);
      ends(first, "done");
      ends(second, "done");
      assert.equal(only(second.handled).id, only(first.handled).id);
    },
  },
  {
    name: "a middleware that rejects is an outcome like the handler's",
    async run(on) {
      const delivered = await on.deliver("guarded", numbered({ data: { guard: "reject" } }));
      ends(delivered, "aside");
      assert.equal(delivered.handled.length, 0);
      assert.equal(only(delivered.buried).reason, "guarded");
    },
  },
  {
    name: "a middleware that lets through changes no outcome",
    async run(on) {
      ends(await on.deliver("guarded", numbered("done")), "done");
      ends(await on.deliver("guarded", numbered("throw")), "again");
    },
  },
];
