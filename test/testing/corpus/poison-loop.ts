import { on, provide, queue, Reject } from "unmoor";
import { always, eventually } from "unmoor/testing";
import { faked, planted } from "./planted.ts";

interface Shelf {
  put(event: string): Promise<void>;
}
const shelf = provide("shelf", (): Shelf => faked());
const orders = queue<"orders", unknown>("orders");

const read = (data: unknown): string => {
  if (typeof data !== "string") throw new TypeError("no order");
  return data;
};

/** What cannot be read now cannot be read in a minute either. */
const broken = on(orders, { use: [shelf] }, ({ data }, { shelf }) => shelf.put(read(data)));

const fixed = on(
  orders,
  { use: [shelf], deadLetter: async ({ id }, { message }, { log }) => log.error("put away", { id, message }) },
  ({ data }, { shelf }) => {
    try {
      return shelf.put(read(data));
    } catch (cause) {
      throw new Reject("unreadable", { cause });
    }
  },
);

function world(fulfil: typeof broken) {
  const done = new Set<string>();
  const fake: Shelf = { put: async (order) => void done.add(order) };
  return { app: { fulfil }, provide: { shelf: fake }, done };
}

export const poisonLoop = planted({
  fault: "what can never succeed is tried for ever",
  broken: () => world(broken),
  fixed: () => world(fixed),
  // A queue without a redrive policy.
  options: { retry: { attempts: Number.POSITIVE_INFINITY, backoff: () => "1s" } },
  async scenario(cloud, { done }) {
    always("nothing is tried over and over", () => cloud.attempts().length < 50);
    await cloud.sendBatch("orders", ["a", { poison: true }, "b"]);
    eventually("what is good is done", () => done.size === 2);
    eventually("what is not is in somebody's hands", () => cloud.log.some(({ message }) => message === "put away"));
  },
});
