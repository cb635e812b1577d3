import { http, provide } from "unmoor";
import { always, eventually, sometimes } from "unmoor/testing";
import { faked, planted, sleep } from "./planted.ts";

interface Shop {
  order(item: string, key?: string): Promise<void>;
}
const shop = provide("shop", (): Shop => faked());

/** A client that hears nothing asks again, and has ordered twice. */
const broken = http("POST /orders", { use: [shop] }, async (request, { shop }) => {
  await shop.order(await request.text());
  return new Response(null, { status: 201 });
});

const fixed = http("POST /orders", { use: [shop] }, async (request, { shop }) => {
  await shop.order(await request.text(), request.headers.get("idempotency-key") ?? crypto.randomUUID());
  return new Response(null, { status: 201 });
});

function world(order: typeof broken) {
  const orders: string[] = [];
  const keys = new Set<string>();
  const fake: Shop = {
    async order(item, key) {
      await sleep(10);
      if (key !== undefined && keys.has(key)) return;
      if (key !== undefined) keys.add(key);
      orders.push(item);
    },
  };
  return { app: { order }, provide: { shop: fake }, orders };
}

export const postedTwice = planted({
  fault: "a client that asks again because it heard nothing is served twice",
  broken: () => world(broken),
  fixed: () => world(fixed),
  async scenario(cloud, { orders }) {
    let tries = 0;
    always("nothing is ordered twice", () => orders.length <= 1);
    sometimes("the client had to ask again", () => tries > 1);
    const init = { method: "POST", body: "hat", headers: { "idempotency-key": "k1" } };
    for (let ok = false; !ok && tries < 9; tries++) {
      ok = await cloud.fetch("/orders", init).then(
        (response) => response.ok,
        () => false,
      );
      if (!ok) await cloud.clock.advance("30s");
    }
    eventually("it is ordered", () => orders.length === 1);
  },
});
