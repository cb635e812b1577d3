import * as fc from "fast-check";
import { on, queue } from "unmoor";
import { chaos, simulate } from "unmoor/testing";
import { plan } from "unmoor/testing/fast-check";
import { expect, test } from "vitest";

const orders = queue<"orders", string>("orders");
function world(idempotent: boolean) {
  const charges: string[] = [];
  const fulfil = on(orders, async ({ data }) => {
    if (!idempotent || !charges.includes(data)) charges.push(data);
  });
  return { charges, app: { orders, fulfil } };
}

const property = (idempotent: boolean) =>
  fc.asyncProperty(
    fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 5 }),
    plan(world(true).app, chaos.atLeastOnce),
    async (ids, faults) => {
      const { app, charges } = world(idempotent);
      const cloud = simulate(app, { faults });
      for (const id of ids) await cloud.send("orders", id);
      await cloud.settled();
      return charges.length === ids.length;
    },
  );

test("inputs and faults shrink together", async () => {
  const found = await fc.check(property(false), { seed: 1, numRuns: 200 });
  expect(found.failed).toBe(true);
  const [ids, faults] = found.counterexample ?? [];
  expect(ids).toHaveLength(1);
  expect(faults).toMatchObject([{ kind: "duplicate", site: { of: "fulfil", nth: 1 } }]);
});

test("what is right holds under every plan", async () => {
  await fc.assert(property(true), { seed: 2, numRuns: 50 });
});

test("an app without functions that could fail has no faults, and neither has calm", () => {
  expect(fc.sample(plan({}), 3)).toEqual([[], [], []]);
  expect(fc.sample(plan(world(true).app, chaos.none), 2)).toEqual([[], []]);
});
