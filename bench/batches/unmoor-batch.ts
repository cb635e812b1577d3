import { on, queue, stream } from "unmoor";
import { type Order, work } from "../work.ts";

export const orders = on(queue("orders"), { batch: 100 }, (events) => {
  for (const { data } of events) work(data as Order);
});
export const clicks = on(stream("clicks"), { batch: 100 }, (events) => {
  for (const { data } of events) work(data as Order);
});
