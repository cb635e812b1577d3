import { bucket, cloudEvent, queue, schedule, stream, topic } from "unmoor";
import * as v from "valibot";

/** What an order is, for the one who sends it and the one who ships it. */
export const Order = v.object({ id: v.string(), item: v.string(), total: v.number() });

export const orders = queue("orders", { schema: Order });
export const shipped = topic("shipped", { schema: v.object({ order: v.string() }) });
export const clicks = stream("clicks", { schema: v.object({ item: v.string() }) });
export const uploads = bucket("uploads");
export const everyNight = schedule("0 2 * * *");
export const paid = cloudEvent({ type: "com.example.payment.succeeded" });
