import { on, provide, queue } from "unmoor";
import { always, eventually, sometimes } from "unmoor/testing";
import { faked, planted, sleep } from "./planted.ts";

interface Bank {
  /** A key that it has seen charges nothing. */
  charge(order: string, key?: string): Promise<void>;
}
const bank = provide("bank", (): Bank => faked());
const orders = queue<"orders", string>("orders");

const broken = on(orders, { use: [bank] }, async ({ data }, { bank }) => bank.charge(data));

const fixed = on(orders, { use: [bank] }, async ({ data, id }, { bank }) => bank.charge(data, id));

function world(fulfil: typeof broken) {
  const charges: string[] = [];
  const keys = new Set<string>();
  const fake: Bank = {
    async charge(order, key) {
      await sleep(10);
      if (key !== undefined && keys.has(key)) return;
      if (key !== undefined) keys.add(key);
      charges.push(order);
    },
  };
  return { app: { fulfil }, provide: { bank: fake }, charges };
}

export const notIdempotent = planted({
  fault: "what is delivered twice is charged twice",
  broken: () => world(broken),
  fixed: () => world(fixed),
  async scenario(cloud, { charges }) {
    always("nobody is charged twice", () => new Set(charges).size === charges.length);
    sometimes("an event came twice", () => cloud.attempts().length > 2);
    await cloud.sendBatch("orders", ["a", "b"]);
    eventually("everybody is charged", () => charges.length === 2);
  },
});
