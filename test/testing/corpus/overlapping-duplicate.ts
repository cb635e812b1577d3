import { on, provide, queue } from "unmoor";
import { always, eventually, sometimes } from "unmoor/testing";
import { faked, planted, sleep } from "./planted.ts";

interface Desk {
  isBooked(seat: string): Promise<boolean>;
  book(seat: string, by: string): Promise<void>;
  /** In one step, as a conditional write: whether it was free, or is theirs already. */
  take(seat: string, by: string): Promise<boolean>;
}
const desk = provide("desk", (): Desk => faked());
const requests = queue<"requests", string>("requests");

/** Right as long as a duplicate waits for its original. */
const broken = on(requests, { use: [desk] }, async ({ data, id }, { desk }) => {
  if (!(await desk.isBooked(data))) await desk.book(data, id);
});

const fixed = on(requests, { use: [desk] }, async ({ data, id }, { desk }) => void (await desk.take(data, id)));

function world(reserve: typeof broken) {
  const tickets: { readonly seat: string; readonly by: string }[] = [];
  const of = (seat: string) => tickets.find((ticket) => ticket.seat === seat);
  const fake: Desk = {
    async isBooked(seat) {
      await sleep(5);
      return of(seat) !== undefined;
    },
    async book(seat, by) {
      await sleep(20);
      tickets.push({ seat, by });
    },
    async take(seat, by) {
      await sleep(20);
      if (!of(seat)) tickets.push({ seat, by });
      return of(seat)?.by === by;
    },
  };
  return { app: { reserve }, provide: { desk: fake }, tickets };
}

export const overlappingDuplicate = planted({
  fault: "a duplicate that comes while its original still runs sees nothing of it",
  broken: () => world(broken),
  fixed: () => world(fixed),
  async scenario(cloud, { tickets }) {
    always("a seat has one ticket", () => new Set(tickets.map(({ seat }) => seat)).size === tickets.length);
    sometimes("two deliveries at once", () => cloud.peak.concurrency > 1);
    await cloud.send("requests", "12A");
    eventually("it is booked", () => tickets.length === 1);
  },
});
