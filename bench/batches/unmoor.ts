import { on, queue, stream } from "unmoor";
import { type Order, work } from "../work.ts";

export const orders = on(queue("orders"), ({ data }) => work(data as Order));
export const clicks = on(stream("clicks"), ({ data }) => work(data as Order));
