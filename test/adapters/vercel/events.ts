import { cloudEvent, on, queue, Reject, Retry, schedule, task, topic } from "unmoor";

/** What a message asks for: how it ends. */
interface Wish {
  readonly end?: "done" | "throw" | "retry" | "reject" | "slow";
}

export const fulfil = on(
  queue("orders"),
  { deadLetter: ({ id, data }, error, { log }) => log.warn("buried", { event: id, data, reason: error.message }) },
  async (event, { attempt, log, deadline, trace }) => {
    const { end } = (event.data ?? {}) as Wish;
    log.info("got", { event, attempt, trace, timed: deadline < Number.POSITIVE_INFINITY });
    if (end === "throw" && attempt === 1) throw new Error("down");
    if (end === "retry" && attempt === 1) throw new Retry("later", { after: "1s" });
    if (end === "reject") throw new Reject("never");
    if (end === "slow") await new Promise((resolve) => setTimeout(resolve, 200));
  },
);

export const log = on(topic("audit"), (event, context) => context.log.info("log got", { event }));

export const nightly = on(schedule("0 2 * * 7"), (event, context) => context.log.info("ran", { event }));

export const paid = on(
  cloudEvent({ type: "com.acme.paid" }),
  { deadLetter: (_event, error, context) => context.log.warn("buried", { reason: error.message }) },
  (event, context) => context.log.info("paid", { event }),
);

export const resize = task("resize", (input: { readonly width: number }) => {
  if (!input.width) throw new Error("secret cause");
  return { width: input.width / 2 };
});
