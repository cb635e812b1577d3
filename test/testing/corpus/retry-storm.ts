import { on, provide, queue, Retry } from "unmoor";
import { always, eventually } from "unmoor/testing";
import { faked, planted, sleep } from "./planted.ts";

interface Bank {
  charge(order: string): Promise<void>;
}
const bank = provide("bank", (): Bank => faked());
const orders = queue<"orders", string>("orders");
const OUTAGE = 30_000;
const START = Date.UTC(2026, 0, 1);

/** Whoever is down gets no rest. */
const broken = on(orders, { use: [bank] }, async ({ data }, { bank, signal }) => {
  while (!signal.aborted)
    try {
      return await bank.charge(data);
    } catch {}
  throw new Retry("the bank is down");
});

/** Twice as long each time, and beyond the time limit by the queue. */
const fixed = on(orders, { use: [bank] }, async ({ data }, { bank, deadline }) => {
  for (let pause = 1000; ; pause *= 2)
    try {
      return await bank.charge(data);
    } catch (cause) {
      if (Date.now() + pause > deadline - 2000) throw new Retry("the bank is down", { after: "1m", cause });
      await sleep(pause);
    }
});

function world(fulfil: typeof broken) {
  const calls: number[] = [];
  const charged = new Set<string>();
  const fake: Bank = {
    async charge(order) {
      calls.push(Date.now());
      await sleep(100);
      if (Date.now() < START + OUTAGE) throw new Error("503");
      charged.add(order);
    },
  };
  return { app: { fulfil }, provide: { bank: fake }, calls, charged };
}

export const retryStorm = planted({
  fault: "whoever is down is asked again at once, for as long as it lasts",
  broken: () => world(broken),
  fixed: () => world(fixed),
  options: { timeout: "30s" },
  async scenario(cloud, { calls, charged }) {
    always(
      "the bank is not asked more than 30 times in ten seconds",
      () => calls.length < 30 || (calls.at(-1) ?? 0) - (calls.at(-30) ?? 0) > 10_000,
    );
    await cloud.sendBatch("orders", ["a", "b"]);
    eventually("everybody is charged", () => charged.size === 2);
  },
});
