// Run by instances.test.ts with Node's own test runner: nothing of vitest is in this process.
import assert from "node:assert/strict";
import { test } from "node:test";
import { on, queue } from "unmoor";
import { always, explore, fresh, simulate } from "unmoor/testing";

const orders = queue<"orders", string>("orders");

test("a queue consumer on four clouds", async () => {
  for (const as of ["aws", "gcp", "azure", "vercel"]) {
    const seen: string[] = [];
    const cloud = simulate({ fulfil: on(orders, async ({ data }) => void seen.push(data)) }, { as });
    await cloud.send("orders", "a");
    await cloud.settled();
    assert.deepEqual(seen, ["a"]);
  }
});

test("each instance has a module graph of its own", async () => {
  const cloud = simulate(fresh<typeof import("./fixture/app.ts")>("./fixture/app.ts", import.meta.url));
  const get = async (): Promise<unknown> => (await cloud.fetch("/")).json();
  assert.deepEqual([await get(), await get()], [1, 2]);
  cloud.recycle();
  assert.equal(await get(), 1);
});

test("an exploration finds what is not idempotent", async () => {
  const world = () => {
    const seen: string[] = [];
    return { seen, app: { fulfil: on(orders, async ({ data }) => void seen.push(data)) } };
  };
  const found = explore(world, async (cloud, { seen }) => {
    always("once", () => seen.length <= 1);
    await cloud.send("orders", "a");
  });
  await assert.rejects(found, /always\("once"\) failed/);
});
