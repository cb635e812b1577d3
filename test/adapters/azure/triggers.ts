/** Functions of every trigger but HTTP; what an event tells them to do, they do. */
import { bucket, cloudEvent, on, queue, Reject, Retry, schedule, stream, task, topic } from "unmoor";
import type { CloudEvent, Invocation } from "unmoor/adapter";

interface Told {
  readonly do?: "throw" | "retry" | "reject" | "hang" | "obey" | "later";
}
type Given = Pick<Invocation, "log" | "signal" | "waitUntil"> & { readonly attempt: number | undefined };

async function obey(event: CloudEvent, { attempt, log, signal, waitUntil }: Given): Promise<void> {
  log.info("handled", { event, attempt });
  const told = (event.data as Told | undefined)?.do;
  if (told === "throw") throw new Error("secret cause");
  if (told === "retry") throw new Retry("later", { after: "5m" });
  if (told === "reject") throw new Reject("never");
  if (told === "hang") await new Promise(() => {});
  if (told === "obey") await new Promise((resolve) => signal.addEventListener("abort", resolve));
  if (told === "later")
    waitUntil(new Promise((resolve) => setTimeout(resolve, 50)).then(() => log.info("late work done")));
}

const buried = (event: CloudEvent, error: Error, { log }: Given): void => {
  log.info("buried", { event, reason: error.message });
};

export const fulfil = on(queue("orders"), obey);
export const kept = on(queue("orders"), { deadLetter: buried }, obey);
export const serial = on(queue("serial", { fifo: true }), obey);
export const slow = on(queue("slow"), { timeout: "200ms" }, obey);
export const jobs = on(queue("jobs"), obey);
export const audit = on(topic("audit"), obey);
export const clicks = on(stream("clicks"), { batch: 100, deadLetter: buried }, async (events, context) => {
  context.log.info("batch", { size: events.length });
  return Promise.allSettled(events.map((event) => obey(event, context)));
});
export const records = on(stream("records"), { deadLetter: buried }, obey);
export const nightly = on(schedule("30 2 * * 7"), obey);
export const thumbs = on(bucket("uploads"), obey);
export const paid = on(cloudEvent({ type: "com.shop.paid" }), obey);
export const resize = task("resize", async (input: Told & { width?: number }, { log }) => {
  log.info("called", { input });
  if (input?.do === "throw") throw new Error("secret cause");
  if (input?.do === "retry") throw new Retry("busy", { after: "90s" });
  if (input?.do === "reject") throw new Reject("never");
  return { width: (input?.width ?? 0) * 2 };
});
