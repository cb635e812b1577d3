// A shop, from the order to the closing of the books: one function of each trigger. The same file runs on AWS Lambda,
// Google Cloud, Azure and Vercel; `npm run demo` shows it on all four.
import { type CloudEvent, type Context, http, on, problem, Reject, Retry, task } from "unmoor";
import * as v from "valibot";
import { clicks, everyNight, Order, orders, paid, shipped, uploads } from "./channels.ts";
import { shop } from "./shop.ts";

/**
 * What becomes of an event that nobody can handle. It runs before the provider is told that the event is done, so that
 * nothing is lost; a real shop would write it down somewhere.
 */
const deadLetter = (event: CloudEvent, { message }: Error, { log }: Context): void =>
  log.error("put away", { event: event.id, reason: message });

/** The door: an order comes in over HTTP. */
export const order = http("POST /orders", { use: [shop] }, async (request, { shop }) => {
  const { success, output } = v.safeParse(Order, await request.json());
  if (!success) throw problem(422, "no order");
  await shop.note(`ordered ${output.id}`);
  return Response.json({ id: output.id }, { status: 202 });
});

/** Ships an order. Three ways to end: return, and it is done; `Retry`, and it comes again; `Reject`, and it never does. */
export const fulfil = on(orders, { use: [shop], attempts: 5, deadLetter }, async ({ data }, { shop, log }) => {
  // A queue may deliver twice.
  if (await shop.isShipped(data.id)) return;
  if (data.total < 0) throw new Reject("negative total");
  if (!(await shop.inStock(data.item))) throw new Retry("out of stock", { after: "5m" });
  await shop.ship(data.id);
  log.info("shipped", { order: data.id });
});

/** Two functions on one topic: each gets every message, and fails for itself. */
export const audit = on(shipped, { use: [shop], deadLetter }, ({ data }, { shop }) =>
  shop.note(`audited ${data.order}`),
);
export const mail = on(shipped, { use: [shop], deadLetter }, ({ data }, { shop }) => shop.note(`mailed ${data.order}`));

/** Many at once. By what `Promise.allSettled` says, each click ends for itself. */
export const trending = on(clicks, { use: [shop], batch: 100, window: "5s", deadLetter }, (events, { shop }) =>
  Promise.allSettled(events.map(({ data }) => shop.note(`clicked ${data.item}`))),
);

/** A picture has been uploaded. */
export const thumbnails = on(uploads, { use: [shop], when: "created", deadLetter }, ({ data }, { shop }) =>
  shop.note(`thumbnail of ${data.key}`),
);

/** The bank says that an order is paid. */
export const payment = on(paid, { use: [shop], deadLetter }, ({ subject }, { shop }) => shop.note(`paid ${subject}`));

/** Closes the books. `time` is when the run was due, the same when it is repeated. */
export const nightly = on(everyNight, { use: [shop] }, ({ time }, { shop }) => shop.note(`closed ${time}`));

/** Called by name, JSON in and JSON out: `invoke<typeof quote>("quote", …)`. */
export const quote = task("quote", async ({ item, count }: { item: string; count: number }) => ({
  item,
  total: count * 5,
}));
