import type { CloudEvent, Incoming, Trigger } from "../src/adapter/index.ts";

/** How it must end on every provider that can do it. */
export type Ending =
  | { readonly is: "done" }
  /** Comes again; where the provider can, after so many milliseconds. */
  | { readonly is: "retry"; readonly afterMs: number }
  /** Rejected: taken by the function's dead-letter handler, and acknowledged. */
  | { readonly is: "dead letter" }
  /** Of HTTP and of tasks. */
  | { readonly is: "answered"; readonly result: unknown };

/** One thing that happens to the shop of examples/orders. */
export interface DemoEvent {
  readonly title: string;
  /** The function that it is for. */
  readonly function: string;
  readonly trigger: Trigger;
  readonly ends: Ending;
  readonly events?: readonly Incoming[];
  /** Of a task: its input. Of HTTP: the body that is posted to `/orders`. */
  readonly input?: unknown;
}

const TIME = "2026-11-27T02:00:00.000Z";

const event = (kind: string, id: string, data: unknown, more: Partial<Incoming & CloudEvent> = {}): Incoming => {
  const { lane, attempt = 1, ...attributes } = more;
  const said = {
    specversion: "1.0",
    id,
    source: "/shop",
    type: `dev.unmoor.${kind}`,
    time: TIME,
    ...attributes,
  } as const;
  return {
    event: { ...said, ...(data !== undefined && { datacontenttype: "application/json" }), data },
    receipt: id,
    attempt,
    ...(lane !== undefined && { lane }),
  };
};
const order = (id: string, item: string, total: number): Incoming[] => [
  event("queue", id, { id, item, total }, { channel: "orders" }),
];
const click = (id: string, visitor: string, data: unknown): Incoming => event("stream", id, data, { lane: visitor });

/** What `npm run demo` hands to each provider, after the requests of demo-calls.ts. */
export const happenings: readonly DemoEvent[] = [
  {
    title: "an order, over HTTP",
    function: "order",
    trigger: "http",
    input: { id: "o-1", item: "hat", total: 25 },
    ends: { is: "answered", result: { id: "o-1" } },
  },
  {
    title: "the order, from the queue",
    function: "fulfil",
    trigger: "queue",
    events: order("o-1", "hat", 25),
    ends: { is: "done" },
  },
  {
    title: "the same order again",
    function: "fulfil",
    trigger: "queue",
    events: order("o-1", "hat", 25),
    ends: { is: "done" },
  },
  {
    title: "a poison order: less than nothing",
    function: "fulfil",
    trigger: "queue",
    events: order("o-2", "hat", -1),
    ends: { is: "dead letter" },
  },
  {
    title: "a poison order: no order at all",
    function: "fulfil",
    trigger: "queue",
    events: [event("queue", "o-3", "hello?", { channel: "orders" })],
    ends: { is: "dead letter" },
  },
  {
    title: "an order of what is out of stock",
    function: "fulfil",
    trigger: "queue",
    events: order("o-4", "unicorn", 9000),
    ends: { is: "retry", afterMs: 300_000 },
  },
  {
    title: "an order is shipped: the auditor",
    function: "audit",
    trigger: "topic",
    events: [event("topic", "s-1", { order: "o-1" }, { channel: "shipped" })],
    ends: { is: "done" },
  },
  {
    title: "an order is shipped: the mail",
    function: "mail",
    trigger: "topic",
    events: [event("topic", "s-1", { order: "o-1" }, { channel: "shipped" })],
    ends: { is: "done" },
  },
  {
    title: "five clicks of two visitors",
    function: "trending",
    trigger: "stream",
    events: [
      click("c-1", "0", { item: "hat" }),
      click("c-2", "0", { item: "unicorn" }),
      click("c-3", "1", { item: "hat" }),
      click("c-4", "1", { item: "scarf" }),
      click("c-5", "0", { item: "scarf" }),
    ],
    ends: { is: "done" },
  },
  {
    title: "a picture is uploaded",
    function: "thumbnails",
    trigger: "bucket",
    events: [
      event(
        "bucket.created",
        "u-1",
        { bucket: "uploads", key: "hat.png", size: 4096, etag: "e1" },
        { subject: "hat.png" },
      ),
    ],
    ends: { is: "done" },
  },
  {
    title: "a payment, as a CloudEvent",
    function: "payment",
    trigger: "cloudEvent",
    events: [
      event("x", "p-1", { amount: 25 }, { type: "com.example.payment.succeeded", source: "/bank", subject: "o-1" }),
    ],
    ends: { is: "done" },
  },
  {
    title: "two o'clock at night",
    function: "nightly",
    trigger: "schedule",
    events: [event("schedule", TIME, undefined, { source: "/cron/nightly" })],
    ends: { is: "done" },
  },
  {
    title: "a quote, asked of a task",
    function: "quote",
    trigger: "task",
    input: { item: "hat", count: 3 },
    ends: { is: "answered", result: { item: "hat", total: 15 } },
  },
];
