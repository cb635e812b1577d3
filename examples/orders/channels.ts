// Where events come from. Plain values, for the functions that listen and for whoever sends.
import { bucket, cloudEvent, queue, schedule, stream, topic } from "unmoor";
import * as v from "valibot";

/** What an order is: for the one who places it, and for the one who ships it. Any Standard Schema will do. */
export const Order = v.object({ id: v.string(), item: v.string(), total: v.number() });

/** Each order is handled by one consumer, again and again until it is done or put away. */
export const orders = queue("orders", { schema: Order });

/** Everybody who listens hears of each parcel. */
export const shipped = topic("shipped", { schema: v.object({ order: v.string() }) });

/** What visitors look at, in order by visitor. */
export const clicks = stream("clicks", { schema: v.object({ item: v.string() }) });

/** Pictures of what is for sale. */
export const uploads = bucket("uploads");

/** Five numeric fields, read alike by every provider. */
export const everyNight = schedule("0 2 * * *");

/** Anything that speaks CloudEvents: a partner, an event bus, a program of your own. */
export const paid = cloudEvent({ type: "com.example.payment.succeeded" });
