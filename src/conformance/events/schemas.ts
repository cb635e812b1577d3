import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { EventCarrier } from "./carrier.ts";
import { ends, only } from "./expect.ts";

export const schemas: readonly Scenario<EventCarrier>[] = [
  {
    name: "data that the schema takes arrive as it gives them",
    async run(on) {
      const delivered = await on.deliver("checked", [{ data: { n: 21 } }]);
      ends(delivered, "done");
      assert.deepEqual(only(delivered.handled).data, { doubled: 42 });
    },
  },
  {
    name: "data that the schema refuses are a reject that lists the issues, and reach no handler",
    async run(on) {
      const delivered = await on.deliver("checkedKept", [{ data: { n: "21", more: true } }]);
      ends(delivered, "aside");
      assert.equal(delivered.handled.length, 0);
      const { reason, data } = only(delivered.buried);
      assert.match(`${reason}`, /n: a number is wanted/);
      assert.deepEqual(data, { n: "21", more: true });
    },
  },
  {
    name: "data that the schema refuses are not acknowledged where nobody keeps them",
    async run(on) {
      const delivered = await on.deliver("checked", [{ data: {} }]);
      ends(delivered, "failed");
      assert.equal(delivered.handled.length, 0);
    },
  },
  {
    name: "data that the schema refuses spoil no other event",
    async run(on) {
      const delivered = await on.deliver("checkedKept", [{ data: { n: 1 } }, { data: {} }, { data: { n: 2 } }]);
      ends(delivered, "done", "aside", "done");
      assert.equal(delivered.handled.length, 2);
    },
  },
];
