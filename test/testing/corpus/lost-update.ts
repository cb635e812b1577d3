import { on, provide, queue } from "unmoor";
import { eventually, sometimes } from "unmoor/testing";
import { faked, planted, sleep } from "./planted.ts";

interface Stock {
  readonly left: number;
  /** Events that have taken theirs. */
  readonly taken: readonly string[];
}
interface Table {
  read(): Promise<Stock & { readonly version: number }>;
  /** Refused, where a version is named and somebody else has written since. */
  write(stock: Stock, version?: number): Promise<boolean>;
}
const table = provide("table", (): Table => faked());
const orders = queue<"orders", number>("orders");

const take = ({ left, taken }: Stock, count: number, id: string): Stock => ({
  left: left - count,
  taken: [...taken, id],
});

const broken = on(orders, { use: [table] }, async ({ data, id }, { table }) => {
  const stock = await table.read();
  if (!stock.taken.includes(id)) await table.write(take(stock, data, id));
});

const fixed = on(orders, { use: [table] }, async ({ data, id }, { table }) => {
  for (;;) {
    const { version, ...stock } = await table.read();
    if (stock.taken.includes(id) || (await table.write(take(stock, data, id), version))) return;
  }
});

function world(fulfil: typeof broken) {
  const state = { stock: { left: 100, taken: [] } as Stock, version: 0 };
  const fake: Table = {
    async read() {
      await sleep(5);
      return { ...state.stock, version: state.version };
    },
    async write(stock, version) {
      await sleep(5);
      if (version !== undefined && version !== state.version) return false;
      Object.assign(state, { stock, version: state.version + 1 });
      return true;
    },
  };
  return { app: { fulfil }, provide: { table: fake }, state };
}

export const lostUpdate = planted({
  fault: "of two that read, change and write back, one is overwritten",
  broken: () => world(broken),
  fixed: () => world(fixed),
  async scenario(cloud, { state }) {
    sometimes("two at once", () => cloud.attempts().filter(({ ended }) => !ended).length > 1);
    await cloud.sendBatch("orders", [1, 10]);
    eventually("both have taken theirs", () => state.stock.left === 89);
  },
});
