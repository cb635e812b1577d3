import { on, provide, queue } from "unmoor";
import { always, eventually } from "unmoor/testing";
import { faked, planted, sleep } from "./planted.ts";

interface Store {
  /** Whether it was not there. */
  mark(order: string): Promise<boolean>;
  charge(order: string, key: string): Promise<void>;
}
const store = provide("store", (): Store => faked());
const orders = queue<"orders", string>("orders");

/** Survives every duplicate, and loses the money of an instance that dies in between. */
const broken = on(orders, { use: [store] }, async ({ data, id }, { store, checkpoint }) => {
  if (!(await store.mark(id))) return;
  await checkpoint("marked");
  await store.charge(data, id);
});

const fixed = on(orders, { use: [store] }, async ({ data, id }, { store, checkpoint }) => {
  await store.charge(data, id);
  await checkpoint("charged");
  await store.mark(id);
});

function world(fulfil: typeof broken) {
  const marks = new Set<string>();
  const charges: string[] = [];
  const keys = new Set<string>();
  const fake: Store = {
    async mark(order) {
      await sleep(5);
      const isNew = !marks.has(order);
      marks.add(order);
      return isNew;
    },
    async charge(order, key) {
      await sleep(20);
      if (keys.has(key)) return;
      keys.add(key);
      charges.push(order);
    },
  };
  return { app: { fulfil }, provide: { store: fake }, charges };
}

export const markThenCharge = planted({
  fault: "what is marked as done before it is done is never done when the instance dies in between",
  broken: () => world(broken),
  fixed: () => world(fixed),
  async scenario(cloud, { charges }) {
    always("nobody is charged twice", () => new Set(charges).size === charges.length);
    await cloud.sendBatch("orders", ["a", "b"]);
    eventually("everybody is charged", () => charges.length === 2);
  },
});
