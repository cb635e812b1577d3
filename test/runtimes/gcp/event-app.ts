/** One function a trigger; each logs what it got, and does what the data say. */
import {
  bucket,
  type CloudEvent,
  type Context,
  cloudEvent,
  type EventFunction,
  on,
  queue,
  Reject,
  Retry,
  schedule,
  stream,
  type TaskFunction,
  task,
  topic,
} from "../../../src/index.ts";

async function handle({ id, type, subject, time, data }: CloudEvent, { log, attempt }: Context): Promise<void> {
  log.info("handled", { event: { id, type, subject, time, data }, attempt });
  const { fail } = Object(data) as { fail?: string };
  if (fail === "retry") throw new Retry("again", { after: "1500ms" });
  if (fail === "reject") throw new Reject("never");
  if (fail === "throw") throw new Error("broken");
  if (fail === "hang") await new Promise(() => {});
}

export const fulfil: EventFunction = on(queue("orders", { fifo: true }), handle);
export const charge: EventFunction = on(
  queue("payments"),
  { deadLetter: (event, error, { log }) => log.info("dead", { id: event.id, why: error.message }) },
  handle,
);
export const audit: EventFunction = on(topic("audit"), handle);
export const clicks: EventFunction = on(stream("clicks"), { batch: 10 }, async (events, context) => {
  for (const event of events) await handle(event, context);
});
export const nightly: EventFunction = on(schedule("0 2 * * *", { timeZone: "Europe/Berlin" }), handle);
export const thumbs: EventFunction = on(bucket("uploads"), { when: "created" }, handle);
export const paid: EventFunction = on(cloudEvent({ type: "com.stripe.paid" }), handle);
export const resize: TaskFunction<"resize", { key: string }, { key: string; width: number }> = task(
  "resize",
  async ({ key }: { key: string }) => {
    if (key === "broken") throw new Error("secret");
    return { key, width: 1 };
  },
);
