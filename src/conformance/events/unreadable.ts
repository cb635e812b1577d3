import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier } from "./carrier.ts";
import { ends, numbered, only } from "./expect.ts";
import { BROKEN } from "./sent.ts";

/** The bytes that were sent, or the whole message that holds them in base64. */
function rawIs(data: unknown): void {
  const bytes = Buffer.from(`${(data as { $bytes?: string }).$bytes}`, "base64");
  const sent = Buffer.from(BROKEN);
  assert.ok(bytes.equals(sent) || bytes.includes(sent.toString("base64")), `the dead letter holds ${bytes}`);
}

/** Data that are not what they are said to be. */
export const unreadable: readonly Scenario<EventCarrier>[] = [
  {
    name: "data that cannot be read are not acknowledged, and no handler takes them for read",
    async run(on) {
      const delivered = await on.deliver("plain", [{ broken: true }]);
      // A carrier that does not say what its data are has said nothing wrong.
      if (delivered.handled.length) assert.deepEqual(only(delivered.handled).data, new TextDecoder().decode(BROKEN));
      else ends(delivered, "failed");
    },
  },
  {
    name: "data that cannot be read reach the dead letter as the bytes they are, or come again",
    async run(on) {
      const delivered = await on.deliver("kept", [{ broken: true }]);
      if (delivered.handled.length) return ends(delivered, "done");
      if (delivered.buried.length) {
        ends(delivered, "aside");
        rawIs(only(delivered.buried).data);
      } else ends(delivered, "again");
    },
  },
  {
    name: "data that cannot be read spoil no other event",
    needs: ["partial"],
    async run(on) {
      const [first, last] = numbered("done", "done");
      const delivered = await on.deliver("kept", [first as object, { broken: true }, last as object]);
      assert.deepEqual([delivered.settled[0]?.is, delivered.settled[2]?.is], ["done", "done"]);
      assert.equal(delivered.handled.filter(({ data }) => typeof data === "object").length, 2);
    },
    async lacking(on) {
      const { settled, buried, handled: seen } = await on.deliver("kept", [{ data: { n: 0 } }, { broken: true }]);
      const taken = seen.some(({ data }) => typeof data === "string");
      assert.ok(settled[1]?.is === "retry" || buried.length === 1 || taken);
    },
  },
];
