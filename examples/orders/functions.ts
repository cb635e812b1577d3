import { http, on, problem, Reject, Retry, task } from "unmoor";
import * as v from "valibot";
import { clicks, everyNight, Order, orders, paid, shipped, uploads } from "./channels.ts";
import { shop } from "./shop.ts";

export const order = http("POST /orders", { use: [shop] }, async (request, { shop }) => {
  const parsed = v.safeParse(Order, await request.json());
  if (!parsed.success) throw problem(422, "no order");
  await shop.note(`ordered ${parsed.output.id}`);
  return Response.json({ id: parsed.output.id }, { status: 202 });
});

/** Ships an order once, tries again when it is out of stock, and puts away what can never be shipped. */
export const fulfil = on(
  orders,
  {
    use: [shop],
    attempts: 5,
    deadLetter: (event, error, { log }) => log.error("put away", { order: event.id, error }),
  },
  async (event, { shop, log }) => {
    if (await shop.isShipped(event.data.id)) return;
    if (event.data.total < 0) throw new Reject("negative total");
    if (!(await shop.inStock(event.data.item))) throw new Retry("out of stock", { after: "5m" });
    await shop.ship(event.data.id);
    log.info("shipped", { order: event.data.id });
  },
);

/** Two functions on one topic: each gets every message. */
export const audit = on(shipped, { use: [shop], deadLetter: () => {} }, async (event, { shop }) =>
  shop.note(`audited ${event.data.order}`),
);
export const mail = on(shipped, { use: [shop], deadLetter: () => {} }, async (event, { shop }) =>
  shop.note(`mailed ${event.data.order}`),
);

export const nightly = on(everyNight, { use: [shop] }, async (event, { shop }) => shop.note(`closed ${event.time}`));

export const thumbnails = on(uploads, { use: [shop], when: "created", deadLetter: () => {} }, async (event, { shop }) =>
  shop.note(`thumbnail of ${event.data.key}`),
);

/** In order by visitor; a batch is handled as a whole or one by one, as it likes. */
export const trending = on(
  clicks,
  { use: [shop], batch: 100, window: "5s", deadLetter: () => {} },
  async (events, { shop }) => Promise.allSettled(events.map((event) => shop.note(`clicked ${event.data.item}`))),
);

export const payment = on(paid, { use: [shop], deadLetter: () => {} }, async (event, { shop }) =>
  shop.note(`paid ${event.subject}`),
);

export const quote = task("quote", async ({ item, count }: { item: string; count: number }) => ({
  item,
  total: count * 5,
}));
