import { on, provide, queue } from "unmoor";
import { eventually, sometimes } from "unmoor/testing";
import { faked, planted, sleep } from "./planted.ts";

interface Change {
  readonly booking: string;
  readonly version: number;
  readonly state: "booked" | "cancelled";
}
interface Bookings {
  get(booking: string): Promise<Change | undefined>;
  /** Only over an older version, where `newer` says so; in one step, as a conditional write. */
  put(change: Change, only?: "newer"): Promise<void>;
}
const bookings = provide("bookings", (): Bookings => faked());
const changes = queue<"changes", Change>("changes");

/** A queue without FIFO gives no order: the older change may come last. */
const broken = on(changes, { use: [bookings] }, ({ data }, { bookings }) => bookings.put(data));

const fixed = on(changes, { use: [bookings] }, ({ data }, { bookings }) => bookings.put(data, "newer"));

function world(apply: typeof broken) {
  const rows = new Map<string, Change>();
  const fake: Bookings = {
    get: async (booking) => rows.get(booking),
    async put(change, only) {
      await sleep(5);
      const before = rows.get(change.booking)?.version ?? 0;
      if (only !== "newer" || before < change.version) rows.set(change.booking, change);
    },
  };
  return { app: { apply }, provide: { bookings: fake }, rows };
}

export const orderAssumption = planted({
  fault: "what was sent first is taken to arrive first",
  broken: () => world(broken),
  fixed: () => world(fixed),
  async scenario(cloud, { rows }) {
    await cloud.send("changes", { booking: "x", version: 1, state: "booked" });
    await cloud.clock.advance("100ms");
    await cloud.send("changes", { booking: "x", version: 2, state: "cancelled" });
    sometimes("the older one came last", () => cloud.attempts().at(-1)?.event.id === "event-1");
    eventually("what is cancelled stays so", () => rows.get("x")?.state === "cancelled");
  },
});
