import { always, chaos, eventually, explore, fault, parity, simulate, sometimes } from "unmoor/testing";
import "unmoor/testing/vitest";
import { describe, expect, test } from "vitest";
import * as app from "./functions.ts";
import type { Shop } from "./shop.ts";

const CLOUDS = ["aws", "gcp", "azure", "vercel"] as const;

/** A shop in memory, with whatever a test wants to be different. */
function shopWith(own: Partial<Shop> = {}) {
  const shipped = new Set<string>();
  const notes: string[] = [];
  const shop: Shop = {
    isShipped: async (order) => shipped.has(order),
    inStock: async () => true,
    ship: async (order) => void shipped.add(order),
    note: async (line) => void notes.push(line),
    ...own,
  };
  return { shop, shipped, notes };
}

test.each(CLOUDS)("as %s, an order waits until there is a hat", async (as) => {
  let hats = 0;
  const { shop, shipped } = shopWith({ inStock: async () => hats++ > 0 });
  const cloud = simulate(app, { as, provide: { shop } });
  await cloud.send("orders", { id: "o1", item: "hat", total: 5 });
  await cloud.settled(); // minutes on the cloud, milliseconds here
  expect([...shipped]).toEqual(["o1"]);
  expect(cloud).toHaveDelivered("orders", { times: 2 });
});

describe.each(CLOUDS)("as %s", (as) => {
  test("the door takes orders, and nothing else", async () => {
    const { shop, notes } = shopWith();
    const cloud = simulate(app, { as, provide: { shop } });
    const body = JSON.stringify({ id: "o1", item: "hat", total: 5 });
    await expect(cloud.fetch("/orders", { method: "POST", body })).toHaveStatus(202);
    await expect(cloud.fetch("/orders", { method: "POST", body: "{}" })).toHaveStatus(422);
    expect(notes).toEqual(["ordered o1"]);
  });

  test("an order that can never be shipped is put away at once, one without stock in the end", async () => {
    const { shop, shipped } = shopWith({ inStock: async (item) => item !== "unicorn" });
    const cloud = simulate(app, { as, provide: { shop } });
    await cloud.send("orders", { id: "o1", item: "hat", total: -1 });
    await cloud.send("orders", { id: "o2", item: "unicorn", total: 5 });
    await cloud.settled();
    expect(cloud).toHaveDelivered("orders", { times: 1, data: { id: "o1" }, ended: "reject" });
    expect(cloud).toHaveDelivered("orders", { times: 5, data: { id: "o2" } });
    const putAway = cloud.log.filter(({ message }) => message === "put away");
    expect(putAway.map(({ fields }) => fields?.reason)).toEqual(["negative total", "out of stock"]);
    expect(shipped.size).toBe(0);
    // Its own handler has them; nothing is left to the provider.
    expect(cloud).not.toHaveDeadLettered();
  });

  test("everybody who listens hears of a parcel, and fails for himself", async () => {
    let down = 2;
    const note = async (line: string): Promise<void> => {
      if (line.startsWith("mailed") && down-- > 0) throw new Error("the post is down");
    };
    const cloud = simulate(app, { as, provide: { shop: shopWith({ note }).shop } });
    await cloud.send("shipped", { order: "o1" });
    await cloud.settled();
    expect(cloud).toHaveDelivered("audit", { times: 1, ended: "done" });
    expect(cloud).toHaveDelivered("mail", { times: 3 });
  });

  test("the books are closed every night", async () => {
    const { shop, notes } = shopWith();
    const cloud = simulate(app, { as, provide: { shop }, now: "2026-03-01T00:00:00Z" });
    await cloud.clock.advance("2d");
    expect(notes.map((line) => line.slice(0, 17))).toEqual(["closed 2026-03-01", "closed 2026-03-02"]);
  });

  test("a quote is a call away", async () => {
    const cloud = simulate(app, { as, provide: { shop: shopWith().shop } });
    expect(await cloud.invoke("quote", { item: "hat", count: 3 })).toEqual({ item: "hat", total: 15 });
  });
});

// Vercel has neither streams nor events of buckets.
test.each(["aws", "gcp", "azure"])("as %s, clicks and pictures are noted", async (as) => {
  const { shop, notes } = shopWith();
  const cloud = simulate(app, { as, provide: { shop } });
  await cloud.sendBatch("clicks", [{ item: "hat" }, { item: "coat" }]);
  await cloud.upload("uploads", "hat.png", "bytes");
  await cloud.settled();
  expect(notes.sort()).toEqual(["clicked coat", "clicked hat", "thumbnail of hat.png"]);
});

test("killed between shipping and acknowledging, it is delivered again, and shipped once", async () => {
  const parcels: string[] = [];
  const { shop, shipped } = shopWith({
    async ship(order) {
      parcels.push(order);
      shipped.add(order);
    },
  });
  const faults = [fault.crash("orders", { at: "after" })];
  const cloud = simulate(app, { as: "aws", provide: { shop }, faults });
  await cloud.send("orders", { id: "o1", item: "hat", total: 5 });
  await cloud.settled();
  expect(cloud.attempts("orders").map(({ ended }) => ended)).toEqual(["crash", "done"]);
  expect(parcels).toEqual(["o1"]);
});

test("whatever goes wrong, every order is shipped", async () => {
  const world = () => {
    const { shop, shipped } = shopWith();
    return { app, provide: { shop }, shipped };
  };
  await explore(
    world,
    async (cloud, { shipped }) => {
      always("nothing is put away", () => cloud.log.every(({ message }) => message !== "put away"));
      sometimes("an order came twice", () => cloud.attempts().length > 2);
      await cloud.sendBatch(
        "orders",
        ["o1", "o2"].map((id) => ({ id, item: "hat", total: 5 })),
      );
      eventually("both are shipped", () => shipped.size === 2);
    },
    { seeds: 50, as: CLOUDS, chaos: chaos.everything },
  );
});

test("all clouds agree on what becomes of an order", async () => {
  const scenario = async (cloud: ReturnType<typeof simulate<typeof app>>) => {
    await cloud.send("orders", { id: "o1", item: "hat", total: -1 });
    await cloud.settled();
    return cloud.attempts("orders").map(({ ended }) => ended);
  };
  await expect(parity(app, CLOUDS, scenario)).toAgree();
});
